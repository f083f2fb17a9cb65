"""The data page: where every figure comes from, when, on what terms, and what changed last."""

from dashboard.parts import data

data.show()
