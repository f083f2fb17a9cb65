"""One sub-goal: its indicators as small charts over the same years, and the parts that the verdicts rest on."""

from dashboard.parts import sub_goal

sub_goal.show()
