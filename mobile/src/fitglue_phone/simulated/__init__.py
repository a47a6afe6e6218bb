"""A health store that nobody recorded: for development, demonstrations, pictures and tests."""

from fitglue_phone.simulated.health import SimulatedHealth
from fitglue_phone.simulated.life import Happening, Recorded, a_life

__all__ = ["Happening", "Recorded", "SimulatedHealth", "a_life"]
