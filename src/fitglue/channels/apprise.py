"""Notifications through Apprise, which works in a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

from fitglue.channels.apprise_addresses import LATER, SENT, UNKNOWN
from fitglue.domain.errors import Refused, Transient, Unknown
from fitglue.domain.notification import Message
from fitglue.domain.secret import Secret

#: Longer than a connection, an answer, and the loading of Apprise together.
_PATIENCE_S = 60.0
_LIVES_ON = ("PATH", "LANG", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROCESS = "fitglue.channels.apprise_process"


def send(address: Secret, message: Message, allowed_hosts: str) -> None:
    """Send one message to an address that was checked. Raises Delivery."""
    text = "\n\n".join(part for part in (message.text, message.link) if part)
    order = {
        "address": address.reveal(), "title": message.title, "text": text,
        "allowed_hosts": allowed_hosts,
    }  # fmt: skip
    told = _answer(order)
    match told["outcome"]:
        case outcome if outcome == SENT:
            return
        case outcome if outcome == LATER:
            raise Transient(told["why"])
        case outcome if outcome == UNKNOWN:
            raise Unknown(told["why"], "Look whether it arrived.")
        case _:
            raise Refused(told["why"], told["next_step"])


def _answer(order: dict[str, str]) -> dict[str, Any]:
    # Its secrets go in by its input, which no list of processes shows.
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", _PROCESS],
            input=json.dumps(order), capture_output=True, text=True, timeout=_PATIENCE_S,
            env=_surroundings(), check=False,
        )  # fmt: skip
        return json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, ValueError) as problem:
        raise Unknown("Apprise did not come to an end.", "Look whether it arrived.") from problem


def _surroundings() -> dict[str, str]:
    """Give what it lives on, our own modules among it, and nothing that is anybody's secret."""
    known = {name: os.environ[name] for name in _LIVES_ON if name in os.environ}
    return known | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
