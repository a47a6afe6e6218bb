"""How often a target may be asked: windows of requests, as services publish them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` in any `period_s` seconds, per connection."""

    calls: int
    period_s: float
