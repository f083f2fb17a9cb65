"""What regions are called where there is little room, from `data/regions.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipelines import regions
from pipelines.tables import Bilingual


@cache
def _short() -> dict[str, tuple[Bilingual, Bilingual]]:
    return {one.name: (one.label, one.short) for one in regions.read_regions().region if one.short}


def short_names(names: Mapping[str, str], language: str) -> dict[str, str]:
    """What regions are called beside their lines in a chart.

    Args:
        names: region → name a reader sees. Only regions that bear their declared name have a short one: a version can
            be older than the file.
        language: "nb" or "en", that of the names.
    """
    told = {region: _short()[region] for region in names if region in _short()}
    return {
        region: str(getattr(short, language))
        for region, (label, short) in told.items()
        if names[region] == getattr(label, language)
    }
