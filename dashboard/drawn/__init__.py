"""Charts as pictures, made on the server without a browser: SVG with real text, PNG, and drawings for the PDF.

`svg` and `png` make a whole picture with title, sentence and source; `document` only the chart. All are pure
functions of a plotly figure and words. What cannot be drawn is refused by name: nothing that a page shows is left out.
"""

from dashboard.drawn.chart import NotDrawable, chart, document, font_size
from dashboard.drawn.sheet import SIZES, Words, fonts, png, svg

__all__ = ["SIZES", "NotDrawable", "Words", "chart", "document", "font_size", "fonts", "png", "svg"]
