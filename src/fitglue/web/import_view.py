"""What an import came to, in sentences."""

import re

from fitglue.web.lines import ImportLine
from fitglue.web.words import listed, plural

# How a source names what it found.
_WORKOUT, _ROUTE, _RECORD = "Workout", "Route file", "Record "
_SAMPLES_TOLD = 3


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
