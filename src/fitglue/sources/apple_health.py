"""Apple Health: workouts with their routes, heart rate and everything else a Watch records."""

from pathlib import Path

from fitglue.domain.arrival import Reading, SourceTools
from fitglue.domain.plugins import About, PluginKind
from fitglue.formats.apple_export import read_export

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
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class AppleHealth:
    """The source of everything that came through an Apple Watch or iPhone."""

    about = ABOUT

    def recognises(self, name: str, head: bytes) -> bool:
        """Take any zip and any XML: what they really are shows only inside."""
        return head.startswith(_ZIP) or name.lower().endswith((".zip", ".xml"))

    def read(self, path: Path, tools: SourceTools) -> Reading:
        """Open an export. Raises Unreadable."""
        return read_export(path, tools)


plugin = AppleHealth()
