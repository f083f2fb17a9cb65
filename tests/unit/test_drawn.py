"""Charts drawn without a browser: every trace leaves something, texts stay texts, what cannot be drawn is named."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from dashboard import drawn
from dashboard.drawn import coast, lettering
from dashboard.drawn.canvas import Canvas
from dashboard.drawn.scale import Axis, values
from dashboard.drawn.traces import error_ends
from dashboard.palette import DARK, LIGHT, SCREEN

EVIL = '<script>alert(1)</script> & "=1+1"'
SVG = "{http://www.w3.org/2000/svg}"
WORDS = drawn.Words("A made-up title", "A made-up sentence.", ("Made up.",), "nb")


def line(**more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": [2001, 2002, 2003], "y": [1.0, 2.0, 4.0], **more}


def made(*traces: dict[str, Any], **layout: Any) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.svg({"data": [*traces], "layout": layout}, WORDS))


def texts(document: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in document.iter(f"{SVG}text")]


@pytest.mark.parametrize("trace", [{"type": "pie"}, {"type": "choropleth"}, line(fill="tonexty")])
def test_a_trace_that_cannot_be_drawn_is_refused_by_name(trace: dict[str, Any]) -> None:
    with pytest.raises(drawn.NotDrawable, match=trace.get("fill") or trace["type"]):
        made(trace)


@pytest.mark.parametrize(
    "trace",
    [
        line(mode="markers", marker={"symbol": "hourglass"}),
        line(line={"dash": "5px"}),
        line(line={"color": 'red"/><script>'}),
        {"type": "bar", "x": [1], "y": [1], "marker": {"pattern": {"shape": "+"}}},
    ],
)
def test_a_sign_that_cannot_be_drawn_is_refused(trace: dict[str, Any]) -> None:
    with pytest.raises(drawn.NotDrawable):
        made(trace)


def test_text_from_elsewhere_is_text_and_nothing_else() -> None:
    words = drawn.Words(EVIL, EVIL, (EVIL,), "en")
    note = {"x": 2001, "y": 1, "text": EVIL, "showarrow": False}
    figure = {"data": [line(mode="text", text=[EVIL] * 3, name=EVIL)], "layout": {"annotations": [note]}}
    document = ElementTree.fromstring(drawn.svg(figure, words))
    assert not list(document.iter(f"{SVG}script")) and not list(document.iter("script"))
    assert document.findtext(f"{SVG}title") == EVIL and document.findtext(f"{SVG}desc") == EVIL
    assert sum("=1+1" in text for text in texts(document)) >= 5


def test_a_control_sign_that_xml_does_not_know_is_left_out() -> None:
    assert lettering.harmless("a\x00b\x1fc\ud800d") == "abcd"


def test_every_trace_leaves_something() -> None:
    bare = {f"{axis}axis": {"visible": False, "range": [0, 3000]} for axis in "xy"}
    empty = len(list(made(**bare).iter()))
    traces = [
        line(),
        line(mode="markers"),
        line(mode="text", text=["a", "b", "c"]),
        line(fill="toself", line={"width": 0}),
        {"type": "bar", "x": [1, 2], "y": [3, -4]},
        {"type": "bar", "orientation": "h", "x": [1, 2], "y": ["a", "b"]},
        line(mode="markers", marker={"opacity": 0}, error_y={"array": [1, 1, 1]}),
    ]
    for trace in traces:
        assert len(list(made(trace, **bare).iter())) > empty + 1, trace


def test_a_gap_stays_a_gap() -> None:
    document = made(line(x=[1, 2, 3, 4, 5, 6], y=[1, 2, None, 3, float("nan"), 4]))
    paths = [one.get("d", "") for one in document.iter(f"{SVG}path") if one.get("fill") == "none"]
    assert paths[0].count("M") == 1, "only the first two points are a stretch"


def test_numbers_on_the_axes_are_norwegian_and_english_and_years_are_plain() -> None:
    for lang, written in (("nb", "2,5\u00a0%"), ("en", "2.5%")):
        suffix = "\u00a0%" if lang == "nb" else "%"
        assert Axis({"ticksuffix": suffix}, lang).written(2.5, 0.5) == written
    assert Axis({}, "nb").written(12000.0, 2000.0) == "12\u202f000" and Axis({}, "en").written(-3.0, 1.0) == "\u22123"
    assert Axis({"tickformat": "d"}, "nb").written(2015.0, 5.0) == "2015"


def test_ticks_follow_what_the_chart_says() -> None:
    axis = Axis({"range": [1996.4, 2023.9], "dtick": 5, "tick0": 2000, "tickformat": "d"}, "nb")
    axis.measure([], False)
    assert [words for _, words in axis.marks()] == ["2000", "2005", "2010", "2015", "2020"]
    named = Axis({"tickvals": [0, 1], "ticktext": ["a", "b"], "range": [-1, 2]}, "nb")
    named.measure([], False)
    assert named.marks() == [(0.0, "a"), (1.0, "b")]


def test_plotlys_packed_numbers_are_read() -> None:
    figure = go.Figure({"data": [{"type": "scatter", "x": np.array([1.0, 2.0], dtype=np.float32), "y": [1, 2]}]})
    assert values(figure.to_dict()["data"][0]["x"]) == [1.0, 2.0]


def test_bars_one_upon_the_other_reach_the_sum() -> None:
    bars = [{"type": "bar", "x": [1], "y": [2.0]}, {"type": "bar", "x": [1], "y": [3.0]}]
    heights = [float(one.get("height", 0)) for one in made(*bars, barmode="stack").iter(f"{SVG}rect")][-2:]
    assert heights[1] / heights[0] == pytest.approx(1.5, abs=0.02)


def test_faint_bars_are_faint() -> None:
    bar = {"type": "bar", "x": [1, 2], "y": [2.0, 1.0], "marker": {"opacity": [1.0, 0.4]}}
    assert [one.get("opacity") for one in made(bar).iter(f"{SVG}rect")][-2:] == ["1", "0.4"]


def test_error_bars_stay_inside_the_chart() -> None:
    bar = {"type": "bar", "x": [1], "y": [2.0], "error_y": {"array": [9.0], "arrayminus": [8.0], "symmetric": False}}
    axis = Axis({}, "nb")
    axis.measure([2.0, *error_ends(bar, "y")], True)
    assert axis.span[0] < -6.0 and axis.span[1] > 11.0
    assert error_ends(bar, "x") == []


def test_a_theme_changes_every_role() -> None:
    figure = {"data": [line(line={"color": SCREEN.region})], "layout": {"height": 420}}
    light, dark = (drawn.svg(figure, WORDS, colours=colours).decode() for colours in (LIGHT, DARK))
    assert LIGHT.region in light and DARK.region in dark and DARK.paper in dark
    assert "#000001" not in light + dark


@pytest.mark.parametrize(("size", "width"), [("preview", 1200), ("print", 2560)])
def test_a_png_has_the_size_that_was_asked_for_and_is_not_empty(size: str, width: int) -> None:
    picture = Image.open(io.BytesIO(drawn.png({"data": [line()], "layout": {}}, WORDS, size)))
    assert picture.width == width and (size == "print" or picture.height == 630)
    assert len(picture.convert("RGB").getcolors(100_000) or []) > 20


def test_a_long_word_and_a_long_sentence_stay_inside() -> None:
    for one in lettering.wrapped("https://example.org/" + "a" * 300, 200, 15):
        assert lettering.width(one, 15) <= 200
    cut = lettering.wrapped("word " * 100, 200, 15, most=3)
    assert len(cut) == 3 and cut[-1].endswith("…")


def coast_of(x: list[float], y: list[float], least: int = 2) -> str:
    pixels = Axis({}, "nb", span=(0.0, 100.0), ends=(0.0, 100.0))
    canvas = Canvas(100, 100, LIGHT, "test", {}, pixels, pixels)
    return coast.path({"x": np.array(x), "y": np.array(y)}, canvas, least)


def test_a_coast_keeps_what_a_picture_can_show_and_neighbours_meet() -> None:
    gap = float("nan")
    assert coast_of([0, 0.1, 1, 2, 3], [0, 0.1, 0, 0, -1]) == "M0 0l4 0 2-2"
    assert coast_of([0, 5, gap, 7, 9], [0, 5, gap, 7, 7]) == "M0 0l10 10M14 14l4 0"
    assert coast_of([0, 0.1, 0.2, gap, 5, 9, 5], [0, 0, 0.1, gap, 5, 5, 9], 3) == "M10 10l8 0-8 8"
    assert coast_of([gap, gap], [gap, gap]) == ""


def test_a_map_of_many_points_is_drawn_to_its_edges_in_few_bytes() -> None:
    turn = np.linspace(0, 2 * np.pi, 50_000)
    ring = {"mode": "lines", "fill": "toself", "x": np.cos(turn), "y": np.sin(turn), "fillcolor": SCREEN.region}
    figure = go.Figure({"data": [{"type": "scatter", **ring}], "layout": {"height": 620}}).to_dict()
    document = drawn.svg(figure, WORDS)
    assert len(document) < 40_000 and LIGHT.region.encode() in document
    picture = Image.open(io.BytesIO(drawn.png(figure, WORDS))).convert("RGB")
    blue = tuple(bytes.fromhex(LIGHT.region.removeprefix("#")))
    assert sum(count for count, colour in picture.getcolors(1_000_000) or [] if colour == blue) > 50_000


def test_a_line_that_marks_a_number_is_inside_the_chart() -> None:
    mark = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 17, "y1": 17, "line": {"color": "#abcdef"}}
    document = made(line(), shapes=[mark])
    found = next(one for one in document.iter(f"{SVG}line") if one.get("stroke") == "#abcdef")
    assert float(found.get("y1", -1)) > 0


def test_words_above_the_chart_make_way_for_those_in_it() -> None:
    inside = {"x": 2003, "y": 4.0, "text": "inside", "showarrow": False, "yanchor": "bottom", "xanchor": "right"}
    above = {"x": 2003, "yref": "paper", "y": 1, "text": "above", "showarrow": False, "yanchor": "bottom"}
    document = made(line(), annotations=[above, inside], yaxis={"range": [1, 4]}, margin={"t": 120})
    height = {"".join(one.itertext()): float(one.get("y", 0)) for one in document.iter(f"{SVG}text")}
    assert height["inside"] - height["above"] > 15


def test_words_at_two_values_that_lie_close_do_not_lie_on_one_another() -> None:
    notes = [{"x": 2002, "y": y, "text": words, "showarrow": False} for y, words in ((2.0, "one"), (2.02, "other"))]
    document = made(line(), annotations=notes)
    height = {"".join(one.itertext()): float(one.get("y", 0)) for one in document.iter(f"{SVG}text")}
    assert 18 < abs(height["one"] - height["other"]) < 40


def test_words_at_the_ends_of_lines_keep_their_order_where_a_picture_is_low_and_the_last_ones_go() -> None:
    at = {"x": 2002, "xanchor": "left", "showarrow": False}
    named = {"home": 2.0, "near": 2.01, "next": 1.99, "last": 2.005, "far": 3.0}
    document = made(line(), annotations=[{**at, "text": name, "y": y} for name, y in named.items()])
    heights = {
        "".join(one.itertext()): float(one.get("y") or 0) for one in document.iter(f"{SVG}text") if one.text in named
    }
    assert sorted(heights, key=lambda name: heights[name]) == ["far", "near", "home", "next"]
    step = [b - a for a, b in pairwise(sorted(heights.values()))]
    assert min(step) >= 16


def test_words_of_an_arrow_stand_so_many_pixels_away_or_at_numbers_of_the_axes() -> None:
    note = {"x": 2001, "y": 1.0, "text": "words", "showarrow": True}
    away = {**note, "ax": 30, "ay": -50}
    there = {**note, "ax": 2003, "axref": "x", "ay": 4.0, "ayref": "y"}
    stands = {}
    for name, one in (("away", away), ("there", there)):
        document = made(line(), annotations=[one], xaxis={"range": [2000, 2004]}, yaxis={"range": [0, 5]})
        arrow = next(
            part
            for part in document.iter(f"{SVG}line")
            if part.get("stroke-width") == "1" and "x1" in part.attrib and part.get("stroke") == LIGHT.ink
        )
        stands[name] = [float(arrow.get(end, 0)) for end in ("x1", "y1", "x2", "y2")]
    x1, y1, x2, y2 = stands["away"]
    assert (x1 - x2, y1 - y2) == (pytest.approx(30, abs=0.2), pytest.approx(-50, abs=0.2))
    x1, y1, x2, y2 = stands["there"]
    # half of the field to the right, three fifths of it up
    assert x1 - x2 > 300 and 100 < y2 - y1 < 400 and y1 > 0


@pytest.mark.parametrize(
    ("days", "marked"),
    [
        (["2001-01-01", "2007-01-01"], ["2001", "2002", "2003", "2004", "2005", "2006", "2007"]),
        (["2001-11-15", "2002-06-15"], ["01.2002", "04.2002"]),
        (["1980-01-01", "2020-01-01"], ["1980", "1985", "1990", "1995", "2000", "2005", "2010", "2015", "2020"]),
    ],
)
def test_a_time_line_is_marked_by_years_or_by_quarters(days: list[str], marked: list[str]) -> None:
    axis = Axis({"type": "date", "range": days}, "nb")
    axis.measure(days, False)
    assert [words for _, words in axis.marks()] == marked


def test_a_day_lies_where_it_is_in_its_year() -> None:
    axis = Axis({"type": "date"}, "nb")
    assert axis.number("2001-01-01") == 2001.0 and axis.number("2004-12-31T12:00:00") == 2004 + 365 / 366
    document = made(line(x=["2001-01-01", "2002-07-01"], y=[1, 2]), xaxis={"type": "date"})
    assert ElementTree.tostring(document)
