"""One indicator: the region among others, its rank, its municipalities, and all that is needed to judge the figure."""

from dashboard.parts import indicator

indicator.show()
