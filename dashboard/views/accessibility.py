"""The accessibility statement."""

from dashboard.parts import statements

statements.accessibility()
