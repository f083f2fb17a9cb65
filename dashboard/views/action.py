"""One action: what it is, the indicators it stands beside, what has happened, and its history."""

from dashboard.parts import action

action.show()
