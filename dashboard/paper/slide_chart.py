"""A chart of the paper as PowerPoint's own: editable, with its figures in the workbook that lies in it."""

from __future__ import annotations

import copy
from typing import Any

from dashboard import numbers
from dashboard.drawn.scale import ticks
from dashboard.palette import LIGHT
from dashboard.paper.model import Chart, Values
from dashboard.paper.template import EMU, Box
from dashboard.texts import Texts

#: Line patterns of the muted regions, so that none is told by its shade of grey alone.
_DASHES = ("SOLID", "ROUND_DOT", "DASH", "LONG_DASH", "DASH_DOT", "LONG_DASH_DOT")
_NS = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def add(slide: Any, chart: Chart, box: Box, t: Texts, *, points: int) -> Any:
    """Put a chart on a slide.

    Args:
        slide: python-pptx's.
        chart: what to draw.
        box: where.
        t: texts; they decide how numbers are written.
        points: size of the type.

    Returns:
        python-pptx's chart.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    kinds = {
        "line": XL_CHART_TYPE.LINE_MARKERS,
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    }
    data = CategoryChartData(number_format="General")
    # PowerPoint draws the first bar at the bottom
    turn = -1 if chart.kind == "bar" else 1
    data.categories = chart.categories[::turn]
    for name, _, values in _columns(chart):
        data.add_series(name, values[::turn])
    left, top, width, height = (round(part * EMU) for part in (box.left, box.top, box.width, box.height))
    frame = slide.shapes.add_chart(kinds[chart.kind], left, top, width, height, data)
    frame.name = chart.title
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{chart.title}. {chart.alt}")
    _dress(frame.chart, chart, t, points)
    return frame.chart


def _columns(chart: Chart) -> list[tuple[str, str, Values]]:
    """(name, what it is, values) of everything that the workbook holds."""
    found = [(series.name, series.role, series.values) for series in chart.series]
    if chart.band and chart.kind == "line":
        found += [
            (f"{chart.band.name_low} ({chart.series[0].name})", "band", chart.band.low),
            (f"{chart.band.name_high} ({chart.series[0].name})", "band", chart.band.high),
        ]
    if chart.parity is not None and chart.kind != "bar":
        found.append((chart.parity_name, "parity", (chart.parity,) * len(chart.categories)))
    return found


def _dress(made: Any, chart: Chart, t: Texts, points: int) -> None:
    """Type, colours, axes, legend."""
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    made.font.size = Pt(points)
    made.font.color.rgb = rgb(LIGHT.ink)
    made.has_title = True
    made.chart_title.text_frame.text = chart.title
    made.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(points)
    made.chart_title.text_frame.paragraphs[0].runs[0].font.bold = True
    made.chart_title.include_in_layout = False
    made.has_legend = len(_columns(chart)) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.BOTTOM
        made.legend.include_in_layout = False
        made.legend.font.size = Pt(max(points - 2, 9))
    values, names = made.value_axis, made.category_axis
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    values.format.line.fill.background()
    values.tick_labels.number_format = _format(chart, t)
    values.tick_labels.number_format_is_linked = False
    names.format.line.color.rgb = rgb(LIGHT.comparator)
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "bar":
        # PowerPoint leaves out every second name where it thinks that there is little room
        skip = names._element.makeelement(f"{{{_NS}}}tickLblSkip", {"val": "1"})
        names._element.find(f"{{{_NS}}}noMultiLvlLbl").addprevious(skip)
    # PowerPoint's own choice makes no room for the uncertainty
    marks = _scale(chart)
    values.minimum_scale, values.maximum_scale = marks[0], marks[-1]
    values.major_unit = marks[1] - marks[0]
    if chart.kind == "line":
        _lines(made.plots[0], chart)
    else:
        _bars(made, chart, t, points)


def _format(chart: Chart, t: Texts) -> str:
    """A number format for an axis; the sign for per cent stands as it is, the figures are already per cent."""
    digits = "0." + "0" * min(chart.decimals, 1) if chart.decimals else "#,##0"
    return f'{digits}"{numbers.percent_sign(t.lang)}"' if chart.percent else digits


def _scale(chart: Chart) -> list[float]:
    """Round numbers for the axis: bars stand on zero, lines need none."""
    parts = [values for _, _, values in _columns(chart)]
    parts += [chart.band.low, chart.band.high] if chart.band else []
    known = [value for values in parts for value in values if value is not None] or [1.0]
    return ticks(min(known) if chart.kind == "line" else min(0.0, *known), max(known))


def rgb(colour: str) -> Any:
    """A colour of the palette as python-pptx has it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.removeprefix("#"))


def _lines(plot: Any, chart: Chart) -> None:
    """Each line in the colour of what it is."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE_DASH_STYLE
    from pptx.util import Pt

    muted = 0
    for series, (_, role, values) in zip(plot.series, _columns(chart), strict=True):
        colour = {"band": LIGHT.uncertainty, "parity": LIGHT.target}.get(role) or getattr(LIGHT, role)
        series.smooth = False
        series.format.line.color.rgb = rgb(colour)
        series.format.line.width = Pt({"region": 4, "target": 3, "norway": 2.5}.get(role, 1.5))
        alone = sum(value is not None for value in values) == 1
        series.marker.style = (
            XL_MARKER_STYLE.CIRCLE if role in ("region", "target", "norway") or alone else XL_MARKER_STYLE.NONE
        )
        series.marker.size = 8 if role == "region" else 6
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(colour)
        series.marker.format.line.color.rgb = rgb(colour)
        if role in ("band", "parity"):
            dashes = {"band": MSO_LINE_DASH_STYLE.ROUND_DOT, "parity": MSO_LINE_DASH_STYLE.DASH}
            series.format.line.dash_style = dashes[role]
        elif role == "comparator":
            series.format.line.dash_style = getattr(MSO_LINE_DASH_STYLE, _DASHES[muted % len(_DASHES)])
            muted += 1


def _bars(made: Any, chart: Chart, t: Texts, points: int) -> None:
    """Bars with their values, the uncertainty as a line on each, and what they are held against as a dashed line."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    plot = made.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(LIGHT.region)
    series.invert_if_negative = False
    if chart.band:
        _error_bars(series, chart)
    else:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _format(chart, t), False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        plot.data_labels.font.size = Pt(points)
    if chart.parity is not None and chart.kind == "column":
        _as_line(made)


def _error_bars(series: Any, chart: Chart) -> None:
    """The uncertainty of every bar; PowerPoint has it, python-pptx only by hand."""
    from lxml import etree

    assert chart.band is not None
    turn = -1 if chart.kind == "bar" else 1
    values, low, high = (part[::turn] for part in (chart.series[0].values, chart.band.low, chart.band.high))
    up = [None if v is None or h is None else h - v for v, h in zip(values, high, strict=True)]
    down = [None if v is None or one is None else v - one for v, one in zip(values, low, strict=True)]

    def literal(tag: str, steps: list[float | None]) -> str:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{step!r}</c:v></c:pt>' for place, step in enumerate(steps) if step is not None
        )
        count = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(steps)}"/>'
        return f"<c:{tag}><c:numLit>{count}{points}</c:numLit></c:{tag}>"

    colour = LIGHT.ink.removeprefix("#")
    bars = etree.fromstring(
        f'<c:errBars xmlns:c="{_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{literal('plus', up)}{literal('minus', down)}"
        f'<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find(f"{{{_NS}}}cat").addprevious(bars)


def _as_line(made: Any) -> None:
    """The last series, which is the same in every year, as a dashed line over the columns."""
    from lxml import etree

    columns = made._chartSpace.find(f".//{{{_NS}}}barChart")
    series = columns.findall(f"{{{_NS}}}ser")[-1]
    columns.remove(series)
    for tag in ("spPr", "invertIfNegative"):
        for found in series.findall(f"{{{_NS}}}{tag}"):
            series.remove(found)
    colour = LIGHT.target.removeprefix("#")
    look = etree.fromstring(
        f'<c:spPr xmlns:c="{_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ln w="31750">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:prstDash val="dash"/></a:ln></c:spPr>'
    )
    marker = etree.fromstring(f'<c:marker xmlns:c="{_NS}"><c:symbol val="none"/></c:marker>')
    series.find(f"{{{_NS}}}tx").addnext(look)
    look.addnext(marker)
    etree.SubElement(series, f"{{{_NS}}}smooth").set("val", "0")
    line = etree.Element(f"{{{_NS}}}lineChart")
    etree.SubElement(line, f"{{{_NS}}}grouping").set("val", "standard")
    etree.SubElement(line, f"{{{_NS}}}varyColors").set("val", "0")
    line.append(series)
    etree.SubElement(line, f"{{{_NS}}}marker").set("val", "1")
    for axis in columns.findall(f"{{{_NS}}}axId"):
        line.append(copy.deepcopy(axis))
    columns.addnext(line)
