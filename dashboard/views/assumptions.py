"""What the estimate takes for granted."""

from dashboard.parts import statements

statements.assumptions()
