"""Posts with urllib, while the caller waits."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from fitglue_phone.core.ports import Answer, Question, Upload

_TIMEOUT_S = 60.0
_LONGEST_ANSWER = 4 << 20


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the server that it is of, and to no other that this one names."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: the redirect itself is the answer."""


class UrllibUploader:
    """An uploader whose uploads are over when they were begun."""

    def __init__(self, timeout_s: float = _TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._told: Callable[[str, Answer], None] | None = None
        self._opener = urllib.request.build_opener(_NoRedirects)

    def ask(self, question: Question) -> Answer:
        """Post and wait for the answer."""
        return self._post(question.url, question.body, question.headers)

    def send(self, upload: Upload) -> None:
        """Post a file, and tell the answer before this returns."""
        answer = self._post(upload.url, upload.file.read_bytes(), upload.headers)
        if self._told:
            self._told(upload.name, answer)

    def under_way(self) -> frozenset[str]:
        """Name nothing: what was begun is over."""
        return frozenset()

    def when_answered(self, told: Callable[[str, Answer], None]) -> None:
        """Say whom to tell."""
        self._told = told

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        request = urllib.request.Request(  # noqa: S310 - pairing took http and https alone
            url, body, dict(headers), method="POST"
        )
        try:
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                return Answer(answer.status, answer.read(_LONGEST_ANSWER))
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(
                    answer.code, _body(answer), _wait_s(answer.headers.get("retry-after"))
                )
        except (OSError, HTTPException) as problem:
            return Answer(0, why=f"The server was not reached ({type(problem).__name__}).")


def _body(answer: urllib.error.HTTPError) -> bytes:
    try:
        return answer.read(_LONGEST_ANSWER)
    except (OSError, HTTPException):
        return b""  # the status came, and says enough


def _wait_s(told: str | None) -> float | None:
    return float(told) if told and told.isdigit() else None
