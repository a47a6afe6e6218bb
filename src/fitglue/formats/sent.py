"""What an app, a Shortcut or a program posts: whose it is, by what is in it, and its workouts."""

from collections.abc import Mapping

from fitglue.domain.arrival import Findings, SourceTools
from fitglue.domain.sport import Sport
from fitglue.formats.health_auto_export import HealthAutoExport, read_health_auto_export
from fitglue.formats.shortcut import is_shortcut, read_shortcut
from fitglue.formats.webhook_events.reading import is_event, read_event

_IN_A_REQUEST = b'{"data":{"workouts":[%s]}}'


def read_sent(content: bytes, tools: SourceTools, names: Mapping[str, Sport]) -> HealthAutoExport:
    """Read a body; `names` are a person's own rules for names of workouts.

    Raises Unreadable when nothing reads it as a whole.
    """
    if is_event(content):
        arrivals = (read_event(content, tools),)
        return HealthAutoExport(arrivals, (), Findings(), "webhook")
    if is_shortcut(content):
        return HealthAutoExport(tuple(read_shortcut(content, tools, names)), (), Findings())
    return read_health_auto_export(content, tools, names)


def read_kept(original: bytes, tools: SourceTools, names: Mapping[str, Sport]) -> HealthAutoExport:
    """Read one workout again as its recording keeps it: without the request that it came in."""
    if is_shortcut(original):
        return read_sent(original, tools, names)
    return read_health_auto_export(_IN_A_REQUEST % original, tools, names)
