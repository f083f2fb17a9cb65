"""The palette in code and the theme the browser reads are the same, and everything can be told from its background."""

from __future__ import annotations

import tomllib
from dataclasses import asdict

import pytest

from dashboard import palette
from pipelines import paths

CONFIG = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
THEMES = {"light": palette.LIGHT, "dark": palette.DARK}
TEXT = ("region", "target", "norway", "comparator", "ink", "faint_ink")


@pytest.mark.parametrize("theme", THEMES)
def test_the_browser_replaces_placeholders_by_the_same_colours(theme: str) -> None:
    ours = [getattr(THEMES[theme], role) for role in palette.ROLES]
    assert CONFIG["theme"][theme]["chartCategoricalColors"] == ours
    assert [getattr(palette.SCREEN, role) for role in palette.ROLES] == [f"#{n:06d}" for n in range(1, len(ours) + 1)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", TEXT)
def test_what_is_read_has_the_contrast_of_text(theme: str, role: str) -> None:
    colours = asdict(THEMES[theme])
    assert palette.contrast(colours[role], colours["paper"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_signs_have_the_contrast_of_graphics_also_on_the_band(theme: str) -> None:
    colours = THEMES[theme]
    assert palette.contrast(colours.uncertainty, colours.paper) >= 3
    assert palette.contrast(colours.region, colours.band) >= 3
    assert palette.contrast(colours.target, colours.band) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_itself(theme: str) -> None:
    section = CONFIG["theme"][theme]
    assert palette.contrast(section["textColor"], section["backgroundColor"]) >= 7
    assert palette.contrast(section["linkColor"], section["backgroundColor"]) >= 4.5
    assert palette.contrast(section["borderColor"], section["backgroundColor"]) >= 3


def test_contrast_as_wcag_defines_it() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_nothing_is_sent_to_anyone_and_clicks_are_not_followed_by_a_collection() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["client"]["toolbarMode"] == "viewer"
