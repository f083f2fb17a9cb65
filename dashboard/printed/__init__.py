"""The print view: one page with the reader's own choices as a sheet of paper, plain HTML that any browser prints.

Nothing is written twice: the page's own script is run, as for the static edition, and what it says becomes HTML. What
a reader can only do on a screen is left out, every folded table is there, and a chart keeps its heading.

`writing.py` makes HTML of what a page says, `sheet.py` puts the sheet around it, `tables.py` cuts what is wider than
the paper, `maker.py` asks a process of its own for it: Streamlit's headless runner takes the place of the whole server
in the process that it runs in.
"""
