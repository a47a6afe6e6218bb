"""Check of the port: free, taken, or ours already."""

import urllib.error
import urllib.request
from collections.abc import Iterator

from fitglue.config import Settings
from fitglue.doctor.finding import Finding, good, odd, of_error
from fitglue.domain.errors import FitGlueError
from fitglue.listening import listen


def port(settings: Settings) -> Iterator[Finding]:
    """Look whether the port is free, or ours already."""
    about, address = "port", f"{settings.host} port {settings.port}"
    try:
        listen(settings).close()
    except FitGlueError as problem:
        if _answers_as_we_do(settings):
            yield good(about, f"FitGlue answers on {address}.")
        else:
            yield of_error(about, problem)
    else:
        yield odd(about, f"{address} is free: FitGlue is not running.", "fitglue serve")


def _answers_as_we_do(settings: Settings) -> bool:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return answer.read(10) == b"ok\n"
    except (urllib.error.URLError, OSError, ValueError):
        return False
