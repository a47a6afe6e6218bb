"""What an import came to, in sentences."""

from fitglue.web.services import ImportLine
from fitglue.web.words import listed, plural


def is_over(line: ImportLine) -> bool:
    """Tell whether nothing more will happen."""
    return line.state in {"done", "refused"}


def outcome(line: ImportLine) -> str:
    """Say in a few words what came of it, or how far it is."""
    if line.state == "waiting":
        return "waits for its turn"
    if line.state == "running":
        return f"{line.share:.0%} · {line.doing}" if line.doing else f"{line.share:.0%}"
    if line.state == "refused":
        return "could not be read"
    told = [f"{line.new:,} new"] if line.new else []
    told += [f"{line.changed:,} changed"] if line.changed else []
    told += [f"{line.unchanged:,} already here"] if line.unchanged else []
    return listed(told) or "no workouts in it"


def found(line: ImportLine) -> str:
    """List what the file held: "130 workouts, 64 routes"."""
    return listed([plural(count, name.rstrip("s"), name) for name, count in line.found.items()])
