"""The figures of the page that explores: any indicator, derived where that is asked for, with the signs of each value.

Read through `indicators.derive`, as the routes do, and kept while their warehouse version is served.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import explained, standings
from dashboard.charts import frame
from dashboard.figures import Choices
from dashboard.once import once
from dashboard.texts import Texts
from indicators import derive

#: Stands behind a value that is estimated or of something a little different, and behind one from before the
#: municipality had its present borders.
STOOD_IN, OTHER_BORDERS = "○", "‡"


@once(256)
def series(
    version: str,
    indicator: str,
    regions: tuple[str, ...],
    choices: Choices,
    base: int | None = None,
    per: str | None = None,
) -> pd.DataFrame:
    """Values of one indicator, sorted by region and year; what could not be derived has an empty value and a reason.

    Args:
        version: the warehouse version being shown.
        indicator: its name.
        regions: names of regions; none for every region, single municipalities too.
        choices: (key, value) of denominator, prices, membership and vintage; what changes nothing is not asked.
        base: the year that is set to 100.
        per: "inhabitant", or nothing.
    """
    variants = set(standings.about(version, indicator)["variants"])
    asked = {key: value for key, value in choices if key in variants}
    return derive.values(
        standings.cursor(version),
        indicator,
        list(regions) or None,
        base=base,
        per=per,
        denominator=asked.get("denominator"),
        membership=asked.get("membership"),
        prices=asked.get("prices"),
        vintage=asked.get("vintage"),
    )


def about(version: str, indicator: str, t: Texts, base: int | None = None, per: str | None = None) -> dict[str, Any]:
    """The declaration of what is shown, its unit that of the derived figure and its name saying so.

    Raises:
        derive.CannotDerive: it cannot be derived from this indicator.
    """
    made = derive.described(standings.about(version, indicator), base, per)
    name, unit = f"name_{t.data}", f"unit_{t.data}"
    made["derived"] = base is not None or per is not None
    if base is not None:
        # the name alone would pass an index off for the figure itself
        made[name] = t("explore.indexed_name", name=made[name], unit=made[unit])
    elif per:
        made[name] = t("explore.divided_name", name=made[name])
    return made


@once(2)
def border_years(version: str) -> dict[str, int]:
    """Municipality → the last year in which its borders changed."""
    changes = explained.table(version, "area_changes")
    return {str(region): int(year) for region, year in changes.groupby("region")["year"].max().items()}


def signed(rows: pd.DataFrame, version: str, t: Texts) -> pd.DataFrame:
    """The rows with the region's name, and with what has to be known of each value where it stands.

    Returns:
        The rows with name, sign (for tables: `○`, `‡`) and note (for pointing at the value).
    """
    names, changed = standings.region_names(version, t.lang), border_years(version)
    hollow = frame.stood_in(rows)
    before = [
        int(year) < changed.get(str(region), 0) for region, year in zip(rows["region"], rows["year"], strict=True)
    ]
    signs = [
        "\u00a0".join(sign for sign, there in ((STOOD_IN, one), (OTHER_BORDERS, other)) if there)
        for one, other in zip(hollow, before, strict=True)
    ]
    notes = [
        t("explore.hover_borders", year=changed[str(region)]) if other else ""
        for region, other in zip(rows["region"], before, strict=True)
    ]
    return rows.assign(name=[names.get(str(region), str(region)) for region in rows["region"]], sign=signs, note=notes)
