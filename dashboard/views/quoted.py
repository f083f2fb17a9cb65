"""The page `quoted`: the plan's amount beside the gap under every definition."""

from dashboard.parts import quoted

quoted.show()
