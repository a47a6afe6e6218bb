"""FitGlue glues a person's workouts together: source, boosters, targets."""

from importlib.metadata import version

__version__ = version("fitglue")
