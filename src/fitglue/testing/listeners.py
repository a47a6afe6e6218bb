"""Servers of this machine that count who connects, and answer byte by byte what they are told."""

import select
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
_PATIENCE_S = 10.0

#: Gets the connection after a request came, and sends what it likes.
Answer = Callable[[socket.socket], None]


def says(answer: bytes) -> Answer:
    """Answer with these bytes."""
    return lambda connection: connection.sendall(answer)


class Listener:
    """Listens until it is closed, and answers every request of every connection."""

    def __init__(self, server: socket.socket, answer: Answer, tls: ssl.SSLContext | None) -> None:
        self.host, self.port = server.getsockname()[:2]
        self.asked: list[bytes] = []
        self._server, self._answer, self._tls = server, answer, tls
        self._accepted, self._closed = 0, False
        self._accepting = threading.Lock()
        self._running = threading.Thread(target=self._run, daemon=True)
        self._running.start()

    @property
    def address(self) -> str:
        """Give its address for HTTP."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def connections(self) -> int:
        """Count who connected, up to this moment or to its end."""
        while not self._closed and self._take():
            pass
        return self._accepted

    def close(self) -> None:
        """Listen no longer."""
        while self._take():
            pass
        self._closed = True
        self._server.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next one
        self._running.join()

    def _run(self) -> None:
        while select.select([self._server], [], [])[0]:
            try:
                self._take()
            except OSError:
                return  # it was closed

    def _take(self) -> bool:
        """Take one who has connected, if anybody has."""
        with self._accepting:
            if not select.select([self._server], [], [], 0)[0]:
                return False
            connection, _ = self._server.accept()
            self._accepted += 1
        threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        return True

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE_S)
        with suppress(OSError), connection:  # who asked may have gone
            tls = self._tls
            with tls.wrap_socket(connection, server_side=True) if tls else connection as spoken:
                while asked := spoken.recv(1 << 16):
                    self.asked.append(asked)
                    self._answer(spoken)


@contextmanager
def listening(
    host: str = "127.0.0.1",
    answer: Answer = says(OK),  # noqa: B008 - it keeps nothing
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Generator[Listener]:
    """Listen during the block."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as server:
        listener = Listener(server, answer, tls)
        try:
            yield listener
        finally:
            listener.close()
