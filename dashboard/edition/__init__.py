"""The static edition: every page as plain HTML with its figures, tables and charts, for any web server and any archive.

Nothing is written twice: the very script that draws a page on the screen is run once for each address, and what it
says becomes HTML. A new page is in the edition from its first day; an element that cannot be written stops the
edition by name, so that nothing is left out in silence.

`places.py` tells which addresses become files, `recording.py` runs the pages, `writing.py` makes HTML of what they
say, `links.py` leads from file to file, `answers.py` asks the data routes for the files, `publish.py` puts it all in a
folder, whole or not at all.
"""
