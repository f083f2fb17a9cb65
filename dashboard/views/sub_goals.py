"""The overview of the sub-goals: how many indicators moved which way, where the region stands, what moved most."""

from dashboard.parts import sub_goals

sub_goals.show()
