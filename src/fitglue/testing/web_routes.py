"""Every route of the application, found by itself, for tests that must forget none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from fitglue.web.later import Later

_PART = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, slots=True)
class Route:
    """One way to ask one address; `fields` are the names of its form or body."""

    method: str
    path: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parts(self) -> list[str]:
        """Give the names in the path, such as `activity_id`."""
        return _PART.findall(self.path)

    def filled(self, examples: Mapping[str, str]) -> str:
        """Give the path with examples in it. Raises AssertionError that says what is missing."""
        for name in self.parts:
            if name not in examples:
                raise AssertionError(
                    f"{self} has a part {{{name}}} that nobody gave an example of: "
                    f"name one of Kim's in tests/integration/people/test_everyones_own.py."
                )
        return _PART.sub(lambda part: examples[part[1]], self.path)


def every_route(app: FastAPI, prefix: str = "") -> Iterator[Route]:
    """Walk an application and those that are mounted in it; files are no routes."""
    for one in iter_route_contexts(app.routes):
        if isinstance(one.route, Mount):
            mounted = one.route.app
            mounted = mounted.application() if isinstance(mounted, Later) else mounted
            if isinstance(mounted, FastAPI):
                yield from every_route(mounted, prefix + one.route.path)
            continue
        fields = _fields(one.original_route)
        for method in sorted(one.methods or ()):
            yield Route(method, f"{prefix}{one.path}", fields)


def _fields(route: object) -> tuple[str, ...]:
    dependant = getattr(route, "dependant", None)
    return tuple(field.name for field in dependant.body_params) if dependant else ()
