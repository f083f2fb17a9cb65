"""The verdicts at a glance: a real table whose cells hold a sign, a word and a link, never colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.texts import Texts

#: A sign for each verdict; the word beside it says the same.
SIGNS = {"reached": "✓", "missed": "✗", "cannot_be_decided": "?"}
_CELL = (
    "min-width:8.5em;padding:0.45em 0.8em 0.45em 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid currentColor"
)


@dataclass(frozen=True)
class Cell:
    """One verdict.

    Attributes:
        verdict: reached, missed or cannot_be_decided; "" where there are no figures.
        figure: the index with its band, in words.
        query: the address that shows it, relative to the site's first page; None for no link.
    """

    verdict: str
    figure: str
    query: str | None


def words(cell: Cell, t: Texts) -> str:
    """A cell's sign and word."""
    if not cell.verdict:
        return t("estimate.verdict.none")
    return f"{SIGNS[cell.verdict]} {t(f'estimate.verdict.{cell.verdict}')}"


def html(
    corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]], caption: str, t: Texts
) -> str:
    """The table as HTML.

    Args:
        corner: what the row names are.
        columns: names of the columns.
        rows: name of the row and its cells.
        caption: what the table is.
        t: texts.
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in (corner, *columns))
    body = "".join(
        f'<tr><th scope="row" style="{_CELL}">{escape(name)}</th>{"".join(_cell(cell, name, t) for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        # the caption stands outside: within a table that scrolls on a phone its end would be out of sight
        f'<p id="matrix-caption" style="margin:0 0 0.4em">{escape(caption)}</p>'
        '<div style="overflow-x:auto" tabindex="0" role="region" aria-labelledby="matrix-caption">'
        '<table style="border-collapse:collapse;width:100%" aria-labelledby="matrix-caption">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, row: str, t: Texts) -> str:
    said = escape(words(cell, t))
    if cell.query is not None and cell.verdict:
        said = f'<a href="./{escape(cell.query)}" target="_self" style="color:inherit">{said}</a>'
    return f'<td style="{_CELL}"><strong>{said}</strong><br>{escape(cell.figure)}</td>'
