"""How the indicators of a sub-goal are spread over the status words: one mark for each indicator, best first.

A small picture that needs no colour: every status has a mark of its own, and the words beside it carry the same marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

#: A mark for each status, in the picture and in the words.
MARKS = {
    "reached": "★",
    "on_track": "▲",
    "some_progress": "△",
    "standing_still": "=",
    "moving_away": "▼",
    "cannot_be_decided": "?",
    "no_data": "○",
    "neutral": "◇",
}
#: How strongly the field of a status is filled with the colour of the text, in per cent, and how its edge is drawn.
_FIELDS = {
    "reached": (40, "solid"),
    "on_track": (30, "solid"),
    "some_progress": (16, "solid"),
    "standing_still": (6, "solid"),
    "moving_away": (0, "double"),
}
_OTHER = (0, "dotted")


def words(counts: Sequence[tuple[str, str, int]]) -> str:
    """The spread in words, each with its mark: `△ Noe framgang 2 · ▼ Går feil vei 1`."""
    return " · ".join(f"{MARKS[key]}\u00a0{word}\u00a0{count}" for key, word, count in counts)


def sentence(counts: Sequence[tuple[str, str, int]]) -> str:
    """The spread in words alone; also the picture's text alternative."""
    told = ", ".join(f"{word[0].lower()}{word[1:]} {count}" for _, word, count in counts)
    return told[:1].upper() + told[1:]


def picture(counts: Sequence[tuple[str, str, int]]) -> str:
    """A row of fields, one for each indicator, as HTML in the colour of the text around it.

    Args:
        counts: (status, word, how many), best first.
    """
    fields = "".join(_field(key) for key, _, count in counts for _ in range(count))
    name = escape(sentence(counts), quote=True)
    return f'<div role="img" aria-label="{name}" style="display:flex;flex-wrap:wrap;gap:4px">{fields}</div>'


def _field(key: str) -> str:
    strength, edge = _FIELDS.get(key, _OTHER)
    width = 3 if edge == "double" else 1.5
    return (
        f'<span style="box-sizing:border-box;width:23px;height:23px;border:{width}px {edge} currentColor;'
        f"border-radius:3px;font-size:14px;line-height:{23 - 2 * width}px;text-align:center;"
        f'background:color-mix(in srgb, currentColor {strength}%, transparent)">{MARKS[key]}</span>'
    )
