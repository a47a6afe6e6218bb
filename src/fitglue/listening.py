"""The port of the server: taken by it, and tried by whoever looks after it."""

import os
import socket

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured


def listen(settings: Settings) -> socket.socket:
    """Take the port. Raises Misconfigured when it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # TCP by name: asyncio switches Nagle's algorithm off only for sockets that say so, and with it
    # on every answer waits 40 ms for the other side's acknowledgement of its first half.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as problem:
        listener.close()
        raise Misconfigured(
            f"FitGlue cannot listen on {settings.host} port {settings.port}: {problem.strerror}.",
            "Another FitGlue may be running; else choose another port: fitglue serve --port 8421.",
        ) from problem
    return listener
