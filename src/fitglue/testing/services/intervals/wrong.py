"""What the stand-in refuses, and what every page of it asks first."""

import json
from typing import TYPE_CHECKING, Any

from fastapi import Request

if TYPE_CHECKING:
    from fitglue.testing.services.intervals.site import IntervalsIcu


class Wrong(Exception):
    """A request that the service refuses."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


def athlete_of(site: "IntervalsIcu", request: Request) -> str:
    """Give the athlete that a request speaks of. Raises Wrong."""
    athlete = site.who_is_asked(request.path_params["athlete"])
    if athlete is None:
        raise Wrong(403, "Access denied")
    return athlete


async def json_of(request: Request) -> Any:
    """Read a request's document. Raises Wrong."""
    try:
        return json.loads(await request.body())
    except ValueError as problem:
        raise Wrong(400, "JSON parse error") from problem
