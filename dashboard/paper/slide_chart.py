"""A chart of the paper as PowerPoint's own: editable, with its figures in the workbook that lies in it."""

from __future__ import annotations

import copy
import io
from locale import windows_locale
from typing import Any

from dashboard import exports, numbers
from dashboard.drawn.scale import ticks
from dashboard.palette import Palette
from dashboard.paper.model import LABELLED, Chart, Values
from dashboard.paper.template import EMU, Box
from dashboard.texts import Texts, locale

#: Line patterns of the muted regions, so that none is told by its shade of grey alone.
_DASHES = ("SOLID", "ROUND_DOT", "DASH", "LONG_DASH", "DASH_DOT", "LONG_DASH_DOT")
#: Inches that a letter of one point takes, on average; there is no PowerPoint to ask.
LETTER = 0.55 / 72
#: The key under the lines has no more of the height than this, unless its letters (in points) cannot be any smaller.
_KEY, _LEAST_KEY = 0.22, 10
#: The number that a format calls a language by.
_SPOKEN = {name: code for code, name in windows_locale.items()}
_NS = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def add(slide: Any, chart: Chart, box: Box, t: Texts, colours: Palette, *, points: int) -> Any:
    """Put a chart on a slide.

    Args:
        slide: python-pptx's.
        chart: what to draw.
        box: where.
        t: texts; they decide how numbers are written.
        colours: a colour for each role.
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
    frame.chart.part.chart_workbook.update_from_xlsx_blob(_workbook(chart, turn))
    frame.name = chart.title
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{chart.title}. {chart.alt}")
    _dress(frame.chart, chart, t, colours, points)
    if chart.kind == "line":
        _room(frame.chart, chart, box, t, points)
    return frame.chart


def _workbook(chart: Chart, turn: int) -> bytes:
    """The workbook that lies in the chart, as python-pptx lays it out, with every digit: its own rounds to 16."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, name in enumerate(chart.categories[::turn], start=1):
            sheet.write_string(row, 0, name)
        for column, (name, _, values) in enumerate(_columns(chart), start=1):
            sheet.write_string(0, column, name)
            for row, value in enumerate(values[::turn], start=1):
                if value is not None:
                    sheet.write_number(row, column, exports.Exact(value))
    return out.getvalue()


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


def _dress(made: Any, chart: Chart, t: Texts, colours: Palette, points: int) -> None:
    """Type, colours, axes, legend."""
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    made.font.size = Pt(points)
    made.font.color.rgb = rgb(colours.ink)
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
    values.major_gridlines.format.line.color.rgb = rgb(colours.grid)
    values.format.line.fill.background()
    names.format.line.color.rgb = rgb(colours.comparator)
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "bar":
        # PowerPoint leaves out every second name where it thinks that there is little room
        _every(names, 1)
    # PowerPoint's own choice makes no room for the uncertainty
    marks = _scale(chart)
    values.tick_labels.number_format = _format(chart, t, int(any(mark % 1 for mark in marks)))
    values.tick_labels.number_format_is_linked = False
    values.minimum_scale, values.maximum_scale = marks[0], marks[-1]
    values.major_unit = marks[1] - marks[0]
    if chart.kind == "line":
        _lines(made.plots[0], chart, t, colours, points)
    else:
        _bars(made, chart, t, colours, points)


def _room(made: Any, chart: Chart, box: Box, t: Texts, points: int) -> None:
    """Room for the values at the lines' ends: PowerPoint's own layout goes to the edge and lays them over the lines."""
    from lxml import etree

    letter, line = points * LETTER, points * 1.7 / 72
    columns = _columns(chart)
    longest = max((len(_last(values, chart, t)) for _, role, values in columns if role in LABELLED), default=0)
    key = _key(made, [name for name, _, _ in columns], box, points) if made.has_legend else 0.0
    left, right = letter * 7, letter * (longest + 2)
    top, bottom = line * 1.4, line * 1.4 + key
    layout = etree.fromstring(
        f'<c:layout xmlns:c="{_NS}"><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/><c:x val="{left / box.width:.4f}"/><c:y val="{top / box.height:.4f}"/>'
        f'<c:w val="{1 - (left + right) / box.width:.4f}"/><c:h val="{1 - (top + bottom) / box.height:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    area = made._chartSpace.find(f".//{{{_NS}}}plotArea")
    for old in area.findall(f"{{{_NS}}}layout"):
        area.remove(old)
    area.insert(0, layout)
    # so many years are left out between two that are written that they stand side by side
    each = (box.width - left - right) / len(chart.categories)
    _every(made.category_axis, int(-(-letter * 5.5 // each)))


def _key(made: Any, names: list[str], box: Box, points: int) -> float:
    """Height of the key under the lines, in inches; its letters are smaller where the lines would have no room."""
    from pptx.util import Pt

    for size in range(max(points - 2, _LEAST_KEY), _LEAST_KEY - 1, -1):
        rows = -(-sum(len(name) + 8 for name in names) * size * LETTER // box.width)
        high = rows * size * 1.7 / 72
        if high <= _KEY * box.height:
            break
    made.legend.font.size = Pt(size)
    return high


def _last(values: Values, chart: Chart, t: Texts) -> str:
    """The last known value, as it is read."""
    return chart.written(next((value for value in reversed(values) if value is not None), None), t.lang)


def _every(names: Any, step: int) -> None:
    """Write every so manyth name on the axis."""
    skip = names._element.makeelement(f"{{{_NS}}}tickLblSkip", {"val": str(step)})
    names._element.find(f"{{{_NS}}}noMultiLvlLbl").addprevious(skip)


def _format(chart: Chart, t: Texts, decimals: int) -> str:
    """A number format.

    The sign for per cent stands as it is: the figures are already per cent. Below nought stands a minus, as everywhere
    else, not a hyphen. The language stands in front of it, for programs that write numbers in the language of the
    format; PowerPoint writes them in that of the machine.
    """
    digits = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    written = f'{digits}"{numbers.percent_sign(t.lang)}"' if chart.percent else digits
    spoken = f"[$-{code:X}]" if (code := _SPOKEN.get(locale(t.lang))) else ""
    return f'{spoken}{written};{spoken}"\u2212"{written}'


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


def _lines(plot: Any, chart: Chart, t: Texts, colours: Palette, points: int) -> None:
    """Each line in the colour of what it is; what the chart is about has its last value at its end."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE_DASH_STYLE
    from pptx.util import Pt

    muted = 0
    for series, (name, role, values) in zip(plot.series, _columns(chart), strict=True):
        colour = {"band": colours.uncertainty, "parity": colours.target}.get(role) or getattr(colours, role)
        series.smooth = False
        series.format.line.color.rgb = rgb(colour)
        series.format.line.width = Pt({"region": 4, "target": 3, "norway": 2.5}.get(role, 1.5))
        alone = sum(value is not None for value in values) == 1
        shape = XL_MARKER_STYLE.CIRCLE if role in LABELLED or alone else XL_MARKER_STYLE.NONE
        _marker(series, shape, role, colour)
        if role in ("band", "parity"):
            dashes = {"band": MSO_LINE_DASH_STYLE.ROUND_DOT, "parity": MSO_LINE_DASH_STYLE.DASH}
            series.format.line.dash_style = dashes[role]
        elif role == "comparator":
            series.format.line.dash_style = getattr(MSO_LINE_DASH_STYLE, _DASHES[muted % len(_DASHES)])
            muted += 1
        for place in () if role in ("target", "parity") else chart.gaps:
            # a line over a break would show a change that nobody measured
            lifted = series.points[place]
            lifted.format.line.fill.background()
            _marker(lifted, shape, role, colour)
        if role in LABELLED:
            _label(series, values, chart.sides()[name], colour, chart, t, points)


def _marker(drawn: Any, shape: Any, role: str, colour: str) -> None:
    """The sign of a series, or of a single point that is told apart from it and would get PowerPoint's own."""
    drawn.marker.style = shape
    drawn.marker.size = 8 if role == "region" else 6
    drawn.marker.format.fill.solid()
    drawn.marker.format.fill.fore_color.rgb = rgb(colour)
    drawn.marker.format.line.color.rgb = rgb(colour)


def _label(series: Any, values: Values, side: str, colour: str, chart: Chart, t: Texts, points: int) -> None:
    """The last value at the end of its line. PowerPoint reads it from the series, so that it follows an edit."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    last = max((place for place, value in enumerate(values) if value is not None), default=None)
    if last is None:
        return
    label = series.points[last].data_label
    label.font.size, label.font.bold = Pt(points), True
    label.font.color.rgb = rgb(colour)
    label.position = getattr(XL_LABEL_POSITION, side.upper())
    element = label._dLbl
    element.find(f"{{{_NS}}}showVal").set("val", "1")
    form = element.makeelement(
        f"{{{_NS}}}numFmt", {"formatCode": _format(chart, t, chart.decimals), "sourceLinked": "0"}
    )
    element.find(f"{{{_NS}}}idx").addnext(form)


def _bars(made: Any, chart: Chart, t: Texts, colours: Palette, points: int) -> None:
    """Bars with their values, the uncertainty as a line on each, and what they are held against as a dashed line."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    plot = made.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colours.region)
    series.invert_if_negative = False
    if chart.band:
        _error_bars(series, chart, colours.ink)
    if chart.kind == "bar" or not chart.band:
        # beyond the bar, or at its foot where its uncertainty lies over the end
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = _format(chart, t, chart.decimals), False
        labels.position = XL_LABEL_POSITION.INSIDE_BASE if chart.band else XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size, labels.font.bold = Pt(points), True
        labels.font.color.rgb = rgb(colours.paper if chart.band else colours.ink)
    if chart.parity is not None and chart.kind == "column":
        _as_line(made, colours.target)


def _error_bars(series: Any, chart: Chart, ink: str) -> None:
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

    colour = ink.removeprefix("#")
    bars = etree.fromstring(
        f'<c:errBars xmlns:c="{_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{literal('plus', up)}{literal('minus', down)}"
        f'<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find(f"{{{_NS}}}cat").addprevious(bars)


def _as_line(made: Any, target: str) -> None:
    """The last series, which is the same in every year, as a dashed line over the columns."""
    from lxml import etree

    columns = made._chartSpace.find(f".//{{{_NS}}}barChart")
    series = columns.findall(f"{{{_NS}}}ser")[-1]
    columns.remove(series)
    for tag in ("spPr", "invertIfNegative"):
        for found in series.findall(f"{{{_NS}}}{tag}"):
            series.remove(found)
    colour = target.removeprefix("#")
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
