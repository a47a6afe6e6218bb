"""Apple Health: workouts with their routes, heart rate and everything else a Watch records."""

from pathlib import Path

from fitglue.domain.arrival import Reading, SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.plugins import About, PluginKind
from fitglue.formats.apple_export import may_be_export, read_export

ABOUT = About(
    id="apple_health",
    kind=PluginKind.SOURCE,
    name="Apple Health",
    summary="Workouts from the Health app of an iPhone, with everything an Apple Watch records.",
    description=(
        "Reads the export of the Health app: on the iPhone open Health, tap your picture, then "
        "“Export All Health Data”. The zip is read as it is, never unpacked. Every workout arrives "
        "with its route, heart rate, laps, pauses, swim lengths, power and running form. "
        "Importing a newer export adds only what is new."
    ),
)


class AppleHealth:
    """The source of everything that came through an Apple Watch or iPhone."""

    about = ABOUT

    def recognises(self, path: Path, name: str) -> bool:  # noqa: ARG002 - people rename exports
        """Take what holds health data, zipped or bare, under whatever name."""
        try:
            return may_be_export(path)
        except Unreadable:  # a zip whose list is not to be trusted is nobody's in particular
            return False

    def read(self, path: Path, tools: SourceTools) -> Reading:
        """Open an export. Raises Unreadable."""
        return read_export(path, tools)


plugin = AppleHealth()
