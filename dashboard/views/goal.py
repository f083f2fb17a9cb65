"""The goal page: the answer in one sentence, the two shares, index and gap, two charts, and what it all rests on."""

from dashboard.parts import goal

goal.show()
