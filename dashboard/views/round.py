"""The yearly round: what is done, due, late or not known, and the deadlines as a calendar."""

from dashboard.parts import yearly_round

yearly_round.show()
