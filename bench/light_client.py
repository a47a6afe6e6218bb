"""A client that costs next to nothing, so that what is measured is the server."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlsplit

Post = Callable[[bytes], bytes]


@contextmanager
def posting(address: str, token: str) -> Generator[Post]:
    """Give what sends a packed batch, and gives the answer's body, over one connection.

    It raises AssertionError for any answer but 200.
    """
    headers = {"Authorization": f"Bearer {token}", "Content-Encoding": "gzip"}
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:

        def post(body: bytes) -> bytes:
            connection.request("POST", "/api/v1/sync", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != HTTPStatus.OK:
                raise AssertionError(f"{answer.status} {content!r}")
            return content

        yield post
