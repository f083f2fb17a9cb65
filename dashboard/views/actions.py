"""The actions: a board by sub-goal, a time line, and the register to take away."""

from dashboard.parts import actions

actions.show()
