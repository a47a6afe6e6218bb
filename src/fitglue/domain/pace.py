"""How often a service may be asked: windows of requests, as services publish them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` in any `period_s` seconds, per connection.

    With `of` only requests that count as that (`Ask.counts_as`) are counted, else all are.
    """

    calls: int
    period_s: float
    of: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the headers of an answer say of the pace.

    `windows` take the place of the published ones; `quiet_s` is how long nothing may be asked.
    """

    windows: tuple[Window, ...] = ()
    quiet_s: float = 0.0
