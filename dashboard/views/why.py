"""The page `why`: what lifts and lowers the index, the path to the goal, and what it takes from now on."""

from dashboard.parts import why

why.show()
