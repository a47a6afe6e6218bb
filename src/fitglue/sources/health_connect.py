"""Health Connect: workouts of an Android phone, sent by the FitGlue app as they happen."""

from pathlib import Path

from fitglue.domain.arrival import Reading, SourceTools
from fitglue.domain.errors import NotAWorkout
from fitglue.domain.plugins import About, PluginKind

ABOUT = About(
    id="health_connect",
    kind=PluginKind.SOURCE,
    name="Health Connect",
    summary="Workouts from Health Connect on Android 14 and later, sent by the phone app.",
    description=(
        "The FitGlue app on the phone reads what watches and apps write into Health Connect, and "
        "sends each workout with its route, heart rate, distance and energy. Pair the phone in "
        "FitGlue under Settings, Phones. There are no files to import."
    ),
)


class HealthConnect:
    """The source of everything that a phone with Health Connect sends."""

    about = ABOUT

    def recognises(self, path: Path, name: str) -> bool:  # noqa: ARG002 - it knows no files
        """Leave every file to others."""
        return False

    def read(self, path: Path, tools: SourceTools) -> Reading:  # noqa: ARG002 - it reads no files
        """Raise NotAWorkout: Health Connect is read by the phone, not from files."""
        raise NotAWorkout("Health Connect has no files.", "Pair the phone under Settings, Phones.")


plugin = HealthConnect()
