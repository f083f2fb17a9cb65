"""Since last time: which statuses and figures are other than they were at a date."""

from dashboard.parts import changed

changed.show()
