"""The paper on the projector, one statement a screen."""

from dashboard.parts import presentation

presentation.show()
