"""Paper for meetings: what is said in the hall, as slides, as a PDF and on the screen – all from one description."""
