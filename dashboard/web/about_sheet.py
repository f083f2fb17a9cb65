"""What the sheet beside the figures in a workbook says: what they are and what each column is, as the reader speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import fields, numbers
from dashboard.texts import Texts

#: What an indicator's declaration says of it, in the order in which it is told.
_TOLD = ("unit", "definition", "method", "limits", "comparability")


def rows(
    frame: pd.DataFrame,
    title: str,
    about: Mapping[str, Any],
    indicators: Sequence[Mapping[str, Any]],
    regions: Mapping[str, str],
    t: Texts,
) -> list[tuple[str, str]]:
    """Heading and text of every line.

    Args:
        frame: the figures.
        title: what they are, in the reader's language.
        about: what is said of all figures: `warehouse_version` and `made_at`.
        indicators: the declarations of those that are shown.
        regions: code → name, of regions and municipalities.
        t: texts.
    """
    made = numbers.day(about["made_at"], t.lang)
    lines = [
        (t("workbook.title"), title),
        (t("share.made"), f"{made} ({about['warehouse_version']})"),
        (t("share.licence"), t("site.licence")),
    ]
    for one in indicators:
        lines.append((t("workbook.indicator"), f"{one[f'name_{t.data}']} ({one['indicator']})"))
        told = ((key, one.get(f"{key}_{t.data}")) for key in _TOLD)
        lines += [(t(f"workbook.{key}"), str(words)) for key, words in told if words]
        lines.append((t("share.sources"), ", ".join(map(str, one["sources"]))))
    lines.append((t("workbook.columns"), ""))
    lines += [(str(name), _column(str(name), t)) for name in frame.columns]
    # the regions of a file are named in its rows
    codes = [str(code) for code in frame["municipality"].unique()] if "municipality" in frame else []
    named = [(code, regions[code]) for code in codes if code in regions]
    return lines + ([(t("workbook.regions"), ""), *named] if named and "name_nb" not in frame else [])


def _column(name: str, t: Texts) -> str:
    """What a column holds, and its unit."""
    known = fields.field(name)
    unit = known.unit(t.data)
    return f"{known.title(t.data)} ({unit})" if unit else known.title(t.data)
