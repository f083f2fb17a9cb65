"""The page for meetings: slides, PDF, municipality sheets, and the way to the projector."""

from dashboard.parts import meeting

meeting.show()
