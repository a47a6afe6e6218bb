"""A client that costs next to nothing, so that what is measured is the server."""

import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle
from urllib.parse import urlsplit

Post = Callable[[bytes], bytes]
_KEPT_S = 3.0  # the server lets go of a connection that was quiet for five seconds


@contextmanager
def posting(address: str, *tokens: str) -> Generator[Post]:
    """Give what sends a packed batch, and gives the answer's body.

    Tokens take turns, for how often one may send is limited. It raises AssertionError for any
    answer but 200.
    """
    turns = cycle(tokens)
    used_at = time.monotonic()
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:

        def post(body: bytes) -> bytes:
            nonlocal used_at
            if time.monotonic() - used_at > _KEPT_S:
                connection.close()  # the next request opens it anew
            headers = {"Authorization": f"Bearer {next(turns)}", "Content-Encoding": "gzip"}
            connection.request("POST", "/api/v1/sync", body, headers)
            answer = connection.getresponse()
            content, used_at = answer.read(), time.monotonic()
            if answer.status != HTTPStatus.OK:
                raise AssertionError(f"{answer.status} {content!r}")
            return content

        yield post
