"""A whole picture: title, the sentence that says what the chart shows, the chart, and whose figures they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dashboard.charts.compare import MARKS
from dashboard.drawn import lettering, signs
from dashboard.drawn.chart import chart, is_map, natural_height
from dashboard.palette import LIGHT, Palette

#: Name → width and height in pixels, how many pixels of a PNG make one of them; height None for what the chart needs.
SIZES: dict[str, tuple[int, int | None, float]] = {"preview": (1200, 630, 1.0), "print": (1280, None, 2.0)}
_EDGE = 44
#: Size of the letters under the chart.
_SMALL = 15
#: A chart that is higher than this on the page stands beside its words, where the height is given.
_TALL = 520
#: A chart can be this much lower than on the page before its letters have to shrink; a row needs its room.
_LOWER, _LOWER_ROWS = 1.0, 0.76
_LARGEST = 1.2


@dataclass(frozen=True)
class Words:
    """The words of a picture.

    Attributes:
        title: what is shown.
        sentence: what it says; also the picture's text alternative.
        notes: under the chart: sources, vintage, licence, address; each on a line of its own.
        key: which mark is which, where the chart itself does not say it.
        lang: language of the words and of the numbers on the axes.
    """

    title: str
    sentence: str
    notes: tuple[str, ...]
    lang: str
    key: str = ""


def svg(figure: Mapping[str, Any], words: Words, size: str = "preview", colours: Palette = LIGHT) -> bytes:
    """The picture as SVG, with real text.

    Args:
        figure: a plotly figure as a dict.
        words: what stands around it.
        size: one of `SIZES`.
        colours: a colour for each role.

    Raises:
        NotDrawable: something in the figure cannot be drawn.
    """
    return _made(figure, words, size, colours)[0].encode("utf-8")


def png(figure: Mapping[str, Any], words: Words, size: str = "preview", colours: Palette = LIGHT) -> bytes:
    """The picture as PNG; the arguments are those of `svg`."""
    import typst

    drawn, width, height = _made(figure, words, size, colours)
    drawn = drawn.replace(lettering.FAMILY, lettering.OWN_FAMILY, 1)
    escaped = drawn.replace("\\", "\\\\").replace('"', '\\"')
    source = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        f'#image(bytes("{escaped}"), format: "svg", width: {width}pt)'
    )
    made = typst.compile(source.encode("utf-8"), font_paths=fonts(), format="png", ppi=72 * SIZES[size][2])
    assert isinstance(made, bytes)  # one page
    return made


@cache
def fonts() -> Any:
    """The letters that come with the project and with typst, the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[lettering.fonts()])


def _made(figure: Mapping[str, Any], words: Words, size: str, colours: Palette) -> tuple[str, int, int]:
    """The document, its width and its height."""
    width, given, _ = SIZES[size]
    beside = given is not None and natural_height(figure) > _TALL
    body, height = (_beside if beside else _above)(figure, words, width, given, colours)
    title, sentence = lettering.harmless(words.title), lettering.harmless(words.sentence)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'xml:lang="{words.lang}" role="img" aria-labelledby="title desc" font-family="{lettering.FAMILY}">'
        f'<title id="title">{title}</title><desc id="desc">{sentence}</desc>'
        f'<rect width="{width}" height="{height}" fill="{colours.paper}"/>{body}</svg>',
        width,
        height,
    )


def _above(figure: Mapping[str, Any], words: Words, width: int, given: int | None, colours: Palette) -> tuple[str, int]:
    """Words above the chart, sources under it."""
    room = width - 2 * _EDGE
    head, y = _head(words, _EDGE, room, colours, 2, 3 if given else 99)
    foot = _foot_lines(words, room)
    keys = _key(words.key, room, colours)
    below = 20.0 * (len(foot) + len(keys)) + 24
    natural = max(natural_height(figure), 0 if is_map(figure) else 420)
    high = given - y - below if given else natural
    scale = min(_LARGEST, high / (natural_height(figure) * _LOWER)) if given else 1.0
    drawn = _scaled(figure, _EDGE, y, room, high, scale, words.lang, colours)
    height = round(y + high + below)
    key_top = height - 24 - 20.0 * (len(foot) + len(keys) - 1)
    return head + drawn + _at(keys, _EDGE, key_top) + _foot(foot, height, colours), height


def _beside(
    figure: Mapping[str, Any], words: Words, width: int, given: int | None, colours: Palette
) -> tuple[str, int]:
    """Words beside a chart that needs the whole height."""
    height = given or 630
    column = 340
    head, _ = _head(words, _EDGE, column, colours, 5, 10)
    foot = _foot_lines(words, column)
    high = height - 2 * 24
    scale = 1.0 if is_map(figure) else min(1.0, high / (natural_height(figure) * _LOWER_ROWS))
    left = _EDGE + column + 36
    drawn = _scaled(figure, left, 24, width - left - 28, high, scale, words.lang, colours)
    return head + drawn + _foot(foot, height, colours), height


def _scaled(
    figure: Mapping[str, Any],
    x: float,
    y: float,
    width: float,
    height: float,
    scale: float,
    lang: str,
    colours: Palette,
) -> str:
    inside = chart(figure, width / scale, height / scale, lang, colours)
    return f'<g transform="translate({x:.1f},{y:.1f}) scale({scale:.4f})">{inside}</g>'


def _head(words: Words, x: float, room: float, colours: Palette, titles: int, sentences: int) -> tuple[str, float]:
    """Title and sentence, and where they end."""
    size = 32 if room > 500 else 28
    body, y = "", float(_EDGE) + 8
    for line in lettering.wrapped(words.title, room, size, titles, bold=True):
        body += lettering.text(x, y + 0.5 * size, [lettering.Run(line, True)], size, colours.ink)
        y += size * 1.15
    y += 14
    for line in lettering.wrapped(words.sentence, room, 19, sentences):
        body += lettering.text(x, y + 4, [lettering.Run(line, False)], 19, colours.faint_ink)
        y += 19 * 1.35
    return body, y + 4


def _foot_lines(words: Words, room: float) -> list[str]:
    return [line for note in words.notes if note for line in lettering.wrapped(note, room, _SMALL, 9)]


def _key(key: str, room: float, colours: Palette) -> list[str]:
    """Which mark is which, in lines; the marks are drawn, because few letters have them all."""
    symbols = {sign: name for name, sign in MARKS.items()}
    lines: list[str] = []
    x = room + 1
    for part in key.split(" · ") if key else []:
        sign, name = part[0], part[1:].strip("\u00a0 ")
        needed = 18 + lettering.width(name, _SMALL) + 20
        if x + needed > room + 20:
            lines.append("")
            x = 0.0
        colour = (colours.comparator, 0.0)
        lines[-1] += signs.mark(symbols.get(sign, "circle"), x + 6, -5, 10, colours.comparator, colour)
        lines[-1] += lettering.text(x + 18, 0, [lettering.Run(name, False)], _SMALL, colours.faint_ink)
        x += needed
    return lines


def _at(lines: list[str], x: float, y: float) -> str:
    """Lines one under the other."""
    return "".join(f'<g transform="translate({x},{y + 20 * n:.1f})">{line}</g>' for n, line in enumerate(lines))


def _foot(lines: list[str], height: float, colours: Palette) -> str:
    body, y = "", height - 24 - 20.0 * (len(lines) - 1)
    for line in lines:
        body += lettering.text(_EDGE, y, [lettering.Run(line, False)], _SMALL, colours.faint_ink)
        y += 20
    return body
