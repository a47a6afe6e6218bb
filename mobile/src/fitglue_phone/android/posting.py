"""Posts through Android's own HTTP: it knows the certificates that a person or a company trusts.

Python's `ssl` would bring a list of its own. An upload is over when `send` returns: a job of ours
runs as long as it takes, and what was not answered when the process died is in the queue still.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fitglue_phone.android.framework import THROWABLE, Class, text
from fitglue_phone.core.ports import Answer, Question, Upload

_URL = Class("java.net.URL")

_CONNECT_MS, _READ_MS = 20_000, 60_000
_LONGEST_ANSWER: Final = 4 << 20
_AN_ERROR: Final = 400


class Posts:
    """Implements `Uploader` with HttpURLConnection."""

    def __init__(self) -> None:
        self._told: Callable[[str, Answer], None] | None = None

    def ask(self, question: Question) -> Answer:
        """Post and wait for the answer. A network that fails is an answer of status 0."""
        return _post(question.url, question.body, question.headers)

    def send(self, upload: Upload) -> None:
        """Post a file, and tell the answer before this returns."""
        answer = _post(upload.url, upload.file.read_bytes(), upload.headers)
        if self._told:
            self._told(upload.name, answer)

    def under_way(self) -> frozenset[str]:
        """Name nothing: what was begun is over."""
        return frozenset()

    def when_answered(self, told: Callable[[str, Answer], None]) -> None:
        """Say whom to tell."""
        self._told = told


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    if not url.startswith(("https://", "http://")):
        return Answer(0, why="The address of the server is not one.")
    try:
        connection = _URL(url).openConnection()
    except THROWABLE.itself as wrong:
        return _not_reached(wrong)
    try:
        _send(connection, body, headers)
        return _answer(connection)
    except THROWABLE.itself as wrong:
        return _not_reached(wrong)
    finally:
        connection.disconnect()


def _send(connection: Any, body: bytes, headers: Mapping[str, str]) -> None:
    """Send a request; a token goes to the server that it is of, so redirects are not followed."""
    connection.setRequestMethod("POST")
    connection.setInstanceFollowRedirects(False)
    connection.setUseCaches(False)
    connection.setConnectTimeout(_CONNECT_MS)
    connection.setReadTimeout(_READ_MS)
    connection.setDoOutput(True)
    connection.setFixedLengthStreamingMode(len(body))
    for name, value in headers.items():
        connection.setRequestProperty(name, value)
    stream = connection.getOutputStream()
    try:
        stream.write(body)
    finally:
        stream.close()


def _answer(connection: Any) -> Answer:
    status: int = connection.getResponseCode()
    is_error = status >= _AN_ERROR
    stream = connection.getErrorStream() if is_error else connection.getInputStream()
    told = b"" if stream is None else bytes(stream.readNBytes(_LONGEST_ANSWER))
    return Answer(status, told, _wait_s(text(connection.getHeaderField("Retry-After"))))


def _not_reached(wrong: Any) -> Answer:
    return Answer(0, why=f"The server was not reached ({type(wrong).__name__.split('.')[-1]}).")


def _wait_s(told: str) -> float | None:
    return float(told) if told.isdigit() else None
