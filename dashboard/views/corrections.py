"""What has been corrected, and what the publishers have revised."""

from dashboard.parts import statements

statements.corrections()
