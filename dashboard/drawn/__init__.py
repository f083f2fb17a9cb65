"""Charts as pictures, made on the server without a browser: SVG with real text, PNG, and drawings for the PDF.

`svg` and `png` make a whole picture with title, sentence and source; `chart` only the chart. All are pure functions of
a plotly figure and words. What cannot be drawn is refused by name: nothing that a page shows is ever left out.
"""

from dashboard.drawn.chart import NotDrawable, chart
from dashboard.drawn.sheet import SIZES, Words, png, svg

__all__ = ["SIZES", "NotDrawable", "Words", "chart", "png", "svg"]
