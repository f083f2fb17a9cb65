"""One restrained palette. A colour says what a thing is, never how good it is, and is never the only sign.

The colours stand in `.streamlit/config.toml` for the browser (chartCategoricalColors, in the order of `ROLES`). A
chart on screen names a role by Streamlit's placeholder for it, which the browser replaces by the colour of the theme
the reader has chosen – so one figure serves light and dark, also when the reader switches. Paper takes `LIGHT`.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("region", "target", "norway", "comparator", "uncertainty", "ink", "faint_ink", "paper", "band", "grid")


@dataclass(frozen=True)
class Palette:
    """A colour for each role.

    Attributes:
        region: the region whose goal is measured.
        target: what the goal asks for: the share of the population, the parity line, the plan's words.
        norway: the whole country.
        comparator: the other city regions.
        uncertainty: bands' edges and error bars.
        ink, faint_ink: text and axis text.
        paper: the page behind the chart.
        band: filled uncertainty, behind the lines.
        grid: lines that only guide the eye.
    """

    region: str
    target: str
    norway: str
    comparator: str
    uncertainty: str
    ink: str
    faint_ink: str
    paper: str
    band: str
    grid: str


#: Placeholders that the browser replaces by the theme's colours.
SCREEN = Palette(**{role: f"#{number:06d}" for number, role in enumerate(ROLES, start=1)})
LIGHT = Palette(
    region="#0B5FA5",
    target="#A8460A",
    norway="#17212B",
    comparator="#5F6B77",
    uncertainty="#52647A",
    ink="#17212B",
    faint_ink="#4B5763",
    paper="#FFFFFF",
    band="#CFE0F0",
    grid="#DDE3E9",
)
DARK = Palette(
    region="#6CB4F5",
    target="#F2A65A",
    norway="#E8EDF2",
    comparator="#A6B1BC",
    uncertainty="#9FB0C4",
    ink="#E8EDF2",
    faint_ink="#B4BEC8",
    paper="#0F151C",
    band="#1F3D5C",
    grid="#2C3742",
)


def luminance(colour: str) -> float:
    """Relative luminance of a #rrggbb colour as WCAG 2.1 defines it (0 black – 1 white)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours (1–21)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
