"""The server as a phone speaks to it: addresses, headers, and what its answers say."""

import json
from dataclasses import dataclass
from typing import Any

from fitglue_phone import __version__
from fitglue_phone.core.ports import Answer, Keychain, Question

OK, CONFLICT, TOO_LARGE = 200, 409, 413
#: The whole batch is what the server cannot read, so it is sent in halves.
NOT_AS_IT_IS = frozenset({400, 413, 415, 422})
NOT_LET_IN = frozenset({401, 403})
_LONGEST_SENTENCE = 500
_SAYINGS = {0: "The server was not reached.", OK: "The answer came from no FitGlue server."}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is, and the token of this phone alone."""

    address: str
    token: str

    @classmethod
    def known(cls, keychain: Keychain) -> "Server | None":
        """Give the server that this phone is paired with. Raises Locked."""
        address, token = keychain.get("server"), keychain.get("token")
        return cls(address, token) if address and token else None

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers of a packed request."""
        return {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "content-encoding": "gzip",
            "user-agent": f"FitGlue-phone/{__version__}",
        }

    def url(self, path: str) -> str:
        """Give the address of a part of the API."""
        return url(self.address, path)

    def question(self, path: str, body: bytes) -> Question:
        """Make a question of a body that is packed already."""
        return Question(self.url(path), body, self.headers)


def url(address: str, path: str) -> str:
    """Give the address of a part of a server's API."""
    return f"{address.rstrip('/')}/api/v1{path}"


def told(answer: Answer) -> dict[str, Any]:
    """Read an answer's JSON; nothing of what is no object of it."""
    try:
        read = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def sentence(answer: Answer) -> tuple[str, str]:
    """Give what is wrong and what to do, in the server's words where it has some."""
    said = told(answer)
    what, then = str(said.get("sentence") or ""), str(said.get("next_step") or "")
    if not what:
        what = _SAYINGS.get(answer.status, f"The server answered with status {answer.status}.")
        what = answer.why or what
    return what[:_LONGEST_SENTENCE], then[:_LONGEST_SENTENCE]
