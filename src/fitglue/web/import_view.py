"""What an import came to, in sentences."""

import re
from datetime import date

from fitglue.domain import figures
from fitglue.domain.figures import Units
from fitglue.domain.sport import by_key
from fitglue.web.languages import gettext
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
        return gettext("is being stopped")
    if line.state == "waiting":
        return gettext("waits for its turn")
    if line.state == "running":
        return f"{line.share:.0%} · {line.doing}" if line.doing else f"{line.share:.0%}"
    if line.state == "refused":
        return gettext("could not be read")
    if line.state == "cancelled" and not (line.new or line.changed or line.unchanged):
        return "cancelled"
    told = [gettext("%(new)s new", new=format(line.new, ","))] if line.new else []
    told += (
        [gettext("%(changed)s changed", changed=format(line.changed, ","))] if line.changed else []
    )
    told += (
        [gettext("%(unchanged)s already here", unchanged=format(line.unchanged, ","))]
        if line.unchanged
        else []
    )
    ended = "cancelled: " if line.state == "cancelled" else ""
    return ended + (listed(told) or gettext("no workouts in it"))


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
    way = (
        gettext("%(text)s in ", text=figures.distance(told["distance_m"], units).text)
        if told["distance_m"]
        else ""
    )
    first, last = date.fromisoformat(told["first"]), date.fromisoformat(told["last"])
    days = (
        gettext("on %(day)s", day=day(first))
        if first == last
        else gettext("from %(day)s to %(day2)s", day=day(first), day2=day(last))
    )
    return f"{way}{hours(told['timer_s'])}, {days}"


def sports(line: ImportLine) -> str:
    """List the sports of what came: "82 running, 31 cycling and 9 others"."""
    counted = [(by_key(key).label.lower(), number) for key, number in _sports(line)]
    told = [f"{number:,} {label}" for label, number in counted[:_SPORTS_TOLD]]
    more = sum(number for _, number in counted[_SPORTS_TOLD:])
    return listed([*told, plural(more, "other", "others")] if more else told)


def held(line: ImportLine) -> str:
    """Say how many have a route, and how many a heart rate."""
    told = line.figures
    if not told:
        return ""
    return gettext(
        "%(told)s with a route, %(told2)s with heart rate",
        told=format(told["routes"], ","),
        told2=format(told["heart_rates"], ","),
    )


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
    told = [_counted(taken[name], name) for name in (*first, *samples[:_SAMPLES_TOLD])]
    more = len(samples) - _SAMPLES_TOLD
    return listed(
        [*told, gettext("samples of %(number)s", number=plural(more, "more kind", "more kinds"))]
        if more > 0
        else told
    )


def _counted(number: int, kind: str) -> str:
    words = kind_words(kind)
    many = f"{words}s"
    return plural(number, words, many)


def kind_words(kind: str) -> str:
    """Say a kind of content as people do: "Record HeartRate" is a "heart rate sample"."""
    if kind == _ROUTE:
        return "route"
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind.removeprefix(_RECORD))
    # An abbreviation keeps its capitals: SDNN, VO2, CDA.
    lowered = " ".join(word if word.isupper() else word.lower() for word in words.split())
    return f"{lowered} sample" if kind.startswith(_RECORD) else lowered
