"""Which servers the app may speak to without a certificate, and whose certificates it takes."""

from pathlib import Path
from typing import Final

_PLACE: Final = "app/src/main/res/xml/network_security_config.xml"
#: Certificates that a person installed count: a server at home may have one of its own.
_SAID: Final = """<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <base-config cleartextTrafficPermitted="true">
        <trust-anchors>
            <certificates src="system" />
            <certificates src="user" />
        </trust-anchors>
    </base-config>
</network-security-config>
"""


def complete(project: Path) -> None:
    """Write it into a project. Raises FileNotFoundError where there is none."""
    place = project / _PLACE
    if not place.parent.is_dir():
        raise FileNotFoundError(f"{project} is no Android project of Briefcase.")
    place.write_text(_SAID)
