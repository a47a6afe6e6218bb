"""Sample workouts: made up, to try FitGlue with, and known by their name at the source.

They are never one workout with a person's own, and they leave this machine for no service, so they
can be taken away again as if they had never been here.
"""

SAMPLE = "sample:"
#: What of an activity stays on this machine, and can be taken back: files, and pages of our own.
TARGETS_AT_HOME = frozenset({"folder", "showcase"})


def is_sample(source_id: str) -> bool:
    """Tell a recording of a sample workout by its name at the source."""
    return source_id.startswith(SAMPLE)
