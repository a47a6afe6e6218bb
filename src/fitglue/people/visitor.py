"""Who asks, by what their request tells."""

from starlette.requests import Request

from fitglue.domain.visit import Visit
from fitglue.security.clients import client_in_words


def address_of(request: Request) -> str:
    """Give the address that a request comes from; behind a trusted proxy, the one it names."""
    return request.client.host if request.client else ""


def visit_of(request: Request) -> Visit:
    """Give the address and the browser of a request."""
    return Visit(address_of(request), client_in_words(request.headers.get("user-agent", "")))
