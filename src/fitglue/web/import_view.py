"""What an import came to, in sentences."""

import re
from datetime import date

from fitglue.domain import figures
from fitglue.domain.figures import Units
from fitglue.domain.sport import by_key
from fitglue.web.lines import ImportLine
from fitglue.web.words import day, hours, listed, plural

# How a source names what it found.
_WORKOUT, _ROUTE, _RECORD = "Workout", "Route file", "Record "
_SAMPLES_TOLD = 3
_SPORTS_TOLD = 4


def is_over(line: ImportLine) -> bool:
    """Tell whether nothing more will happen."""
    return line.state in {"done", "refused", "cancelled"} and not line.stopping


def outcome(line: ImportLine) -> str:
    """Say in a few words what came of it, or how far it is."""
    if line.stopping:
        return "is being stopped"
    if line.state == "waiting":
        return "waits for its turn"
    if line.state == "running":
        return f"{line.share:.0%} · {line.doing}" if line.doing else f"{line.share:.0%}"
    if line.state == "refused":
        return "could not be read"
    if line.state == "cancelled" and not (line.new or line.changed or line.unchanged):
        return "cancelled"
    told = [f"{line.new:,} new"] if line.new else []
    told += [f"{line.changed:,} changed"] if line.changed else []
    told += [f"{line.unchanged:,} already here"] if line.unchanged else []
    ended = "cancelled: " if line.state == "cancelled" else ""
    return ended + (listed(told) or "no workouts in it")


def tone(line: ImportLine) -> str:
    """Give the colour of an import's dot."""
    if line.state == "refused" or (line.state == "done" and line.refused):
        return "warn"
    return "ok" if line.state == "done" else "idle"


def came(line: ImportLine, units: Units) -> str:
    """Sum up what came: "412 km in 38 h 5 min, from 3 March 2025 to 2 March 2026"."""
    told = line.figures
    if not told:
        return ""
    way = f"{figures.distance(told['distance_m'], units).text} in " if told["distance_m"] else ""
    first, last = date.fromisoformat(told["first"]), date.fromisoformat(told["last"])
    days = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    return f"{way}{hours(told['timer_s'])}, {days}"


def sports(line: ImportLine) -> str:
    """List the sports of what came: "82 running, 31 cycling and 9 others"."""
    counted = [(by_key(key).label.lower(), number) for key, number in _sports(line)]
    told = [f"{number:,} {label}" for label, number in counted[:_SPORTS_TOLD]]
    more = sum(number for _, number in counted[_SPORTS_TOLD:])
    return listed([*told, plural(more, "other")] if more else told)


def held(line: ImportLine) -> str:
    """Say how many have a route, and how many a heart rate."""
    told = line.figures
    if not told:
        return ""
    return f"{told['routes']:,} with a route, {told['heart_rates']:,} with heart rate"


def _sports(line: ImportLine) -> list[tuple[str, int]]:
    return list(line.figures.get("sports", {}).items())


def found(line: ImportLine) -> str:
    """List what the file held: "130 workouts, 64 routes, 91,204 heart rate samples"."""
    left_out = {skipped.kind for skipped in line.skipped}
    taken = {
        name: count
        for name, count in line.found.items()
        if name.removeprefix(_RECORD) not in left_out
    }
    first = [name for name in (_WORKOUT, _ROUTE) if name in taken]
    samples = sorted(set(taken) - set(first), key=lambda name: -taken[name])
    told = [plural(taken[name], kind_words(name)) for name in (*first, *samples[:_SAMPLES_TOLD])]
    more = len(samples) - _SAMPLES_TOLD
    return listed([*told, f"samples of {plural(more, 'more kind')}"] if more > 0 else told)


def kind_words(kind: str) -> str:
    """Say a kind of content as people do: "Record HeartRate" is a "heart rate sample"."""
    if kind == _ROUTE:
        return "route"
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind.removeprefix(_RECORD))
    # An abbreviation keeps its capitals: SDNN, VO2, CDA.
    lowered = " ".join(word if word.isupper() else word.lower() for word in words.split())
    return f"{lowered} sample" if kind.startswith(_RECORD) else lowered
