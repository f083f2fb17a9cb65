"""A whole picture: title, the sentence that says what the chart shows, the chart, and whose figures they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dashboard.charts.frame import MARKS
from dashboard.drawn import lettering, signs
from dashboard.drawn.chart import chart, font_size, has_rows, is_map, key_height, natural_height
from dashboard.palette import LIGHT, Palette

#: Name → width and height in pixels, how many pixels of a PNG make one of them; height None for what the chart needs.
SIZES: dict[str, tuple[int, int | None, float]] = {"preview": (1200, 630, 1.0), "print": (1280, None, 2.0)}
_EDGE = 44
#: A chart that is higher than this on the page stands beside its words, where the height is given.
_TALL = 480
#: A chart can be this much lower than on the page before its letters have to shrink, but no lower than so many pixels;
#: a row needs its room, and so do the names on a map.
_LOWER, _LOWER_TALL, _LOWEST = 0.58, 0.76, 235
_NAMED, _UNNAMED = 1.2, 1.5
#: The title is so much smaller in a narrow column.
_NARROW = 0.85


@dataclass(frozen=True)
class Type:
    """Sizes of letters, in pixels.

    Attributes:
        title: of the title.
        sentence: of the sentence; the largest with which it fits, else the last.
        small: of what stands under the chart.
        key: of the key to the marks.
        chart: in the chart, at the most.
        room: pixels that the sentence may be high above a chart.
    """

    title: float
    sentence: tuple[float, ...]
    small: float
    key: float
    chart: float
    room: float


#: A link's picture is shown a third as large on a phone; a print is read from near.
_TYPE = {"preview": Type(36, (26, 23, 19), 15, 20, 27, 80), "print": Type(32, (19,), 15, 15, 16, 1e9)}


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
    body, height = (_beside if beside else _above)(figure, words, width, given, colours, _TYPE[size])
    title, sentence = lettering.harmless(words.title), lettering.harmless(words.sentence)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'xml:lang="{words.lang}" role="img" aria-labelledby="title desc" font-family="{lettering.FAMILY}">'
        f'<title id="title">{title}</title><desc id="desc">{sentence}</desc>'
        f'<rect width="{width}" height="{height}" fill="{colours.paper}"/>{body}</svg>',
        width,
        height,
    )


def _above(
    figure: Mapping[str, Any], words: Words, width: int, given: int | None, colours: Palette, letters: Type
) -> tuple[str, int]:
    """Words above the chart, sources under it."""
    room = width - 2 * _EDGE
    head, y = _head(words, _EDGE, room, colours, letters, 2, letters.room)
    foot = _foot_lines(words, room, letters)
    keys = _key(words.key, room, colours, letters.key)
    step = 1.36 * letters.key
    below = 20.0 * len(foot) + step * len(keys) + (30 if keys else 24)
    natural = max(natural_height(figure), 0 if is_map(figure) else 420)
    high = given - y - below if given else natural
    drawn = _scaled(
        figure, _EDGE, y, room, high, _scale(figure, room, high, letters) if given else 1.0, words.lang, colours
    )
    height = round(y + high + below)
    key_top = height - 30 - 20.0 * len(foot) - step * (len(keys) - 1)
    return head + drawn + _at(keys, _EDGE, key_top, step) + _foot(foot, height, colours, letters), height


def _beside(
    figure: Mapping[str, Any], words: Words, width: int, given: int | None, colours: Palette, letters: Type
) -> tuple[str, int]:
    """Words beside a chart that needs the whole height."""
    height = given or 630
    column = 350
    foot = _foot_lines(words, column, letters)
    titles = len(lettering.wrapped(words.title, column, _NARROW * letters.title, 5, bold=True))
    keys, step = _key(words.key, column, colours, letters.key), 1.36 * letters.key
    room = height - 2 * _EDGE - 20 * (len(foot) + 1) - step * len(keys) - titles * _NARROW * letters.title * 1.15
    head, _ = _head(words, _EDGE, column, colours, letters, 5, room)
    high = height - 2 * 24
    left = _EDGE + column + 30
    drawn = _scaled(
        figure, left, 24, width - left - 24, high, _scale(figure, width - left - 24, high, letters), words.lang, colours
    )
    marks = _at(keys, _EDGE, height - 34 - 20.0 * len(foot) - step * (len(keys) - 1), step)
    return head + drawn + marks + _foot(foot, height, colours, letters), height


def _scale(figure: Mapping[str, Any], width: float, high: float, letters: Type) -> float:
    """How much larger than on the page a chart is drawn: as large as its height allows, up to the letters wanted."""
    natural = natural_height(figure)
    if is_map(figure):
        return _NAMED if (figure.get("layout") or {}).get("annotations") else _UNNAMED
    lowest = max(_LOWER * natural, _LOWEST + key_height(figure, width))
    if has_rows(figure) or natural > _TALL:
        lowest = _LOWER_TALL * natural
    return min(letters.chart / font_size(figure), high / lowest)


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


def _head(
    words: Words, x: float, room: float, colours: Palette, letters: Type, titles: int, high: float
) -> tuple[str, float]:
    """Title and sentence, and where they end."""
    size = letters.title if room > 500 else _NARROW * letters.title
    body, y = "", float(_EDGE)
    for line in lettering.wrapped(words.title, room, size, titles, bold=True):
        body += lettering.text(x, y + 0.5 * size, [lettering.Run(line, True)], size, colours.ink)
        y += size * 1.15
    y += 14
    size = next(
        (one for one in letters.sentence if len(lettering.wrapped(words.sentence, room, one)) * one * 1.35 <= high),
        letters.sentence[-1],
    )
    for line in lettering.wrapped(words.sentence, room, size, int(min(high, 1e4) / (size * 1.35))):
        body += lettering.text(x, y + 4, [lettering.Run(line, False)], size, colours.faint_ink)
        y += size * 1.35
    return body, y + 4


def _foot_lines(words: Words, room: float, letters: Type) -> list[str]:
    return [line for note in words.notes if note for line in lettering.wrapped(note, room, letters.small, 9)]


def _key(key: str, room: float, colours: Palette, size: float) -> list[str]:
    """Which mark is which, in lines; the marks are drawn, because few letters have them all."""
    symbols = {sign: name for name, sign in MARKS.items()}
    lines: list[str] = []
    x = room + 1
    for part in key.split(" · ") if key else []:
        sign, name = part[0], part[1:].strip("\u00a0 ")
        needed = 1.2 * size + lettering.width(name, size) + 20
        if x + needed > room + 20:
            lines.append("")
            x = 0.0
        colour = (colours.comparator, 0.0)
        middle = (x + 0.4 * size, -0.34 * size)
        lines[-1] += signs.mark(symbols.get(sign, "circle"), *middle, 0.66 * size, colours.comparator, colour)
        lines[-1] += lettering.text(x + 1.2 * size, 0, [lettering.Run(name, False)], size, colours.faint_ink)
        x += needed
    return lines


def _at(lines: list[str], x: float, y: float, step: float) -> str:
    """Lines one under the other."""
    return "".join(f'<g transform="translate({x},{y + step * n:.1f})">{line}</g>' for n, line in enumerate(lines))


def _foot(lines: list[str], height: float, colours: Palette, letters: Type) -> str:
    body, y = "", height - 24 - 20.0 * (len(lines) - 1)
    for line in lines:
        body += lettering.text(_EDGE, y, [lettering.Run(line, False)], letters.small, colours.faint_ink)
        y += 20
    return body
