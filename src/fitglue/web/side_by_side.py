"""The recordings of an activity beside each other: who recorded what, and whose counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain import figures
from fitglue.domain.activity import Recording
from fitglue.domain.edits import Edits, Witness, chosen
from fitglue.domain.streams import FloatArray, Stream, StreamKind, held
from fitglue.matching.agreement import apart
from fitglue.matching.best_streams import Chosen, best_streams, coverage
from fitglue.matching.voices import Voice, voices
from fitglue.web.activity_origins import STREAM_NAMES
from fitglue.web.languages import gettext
from fitglue.web.lines import Units
from fitglue.web.words import plain_name

_POINTS = 260
_WIDE, _HIGH, _ROOM = 600, 120, 6
_TWO = 2
_UNITS: Mapping[StreamKind, tuple[str, int]] = {
    StreamKind.HEART_RATE: ("bpm", 0), StreamKind.POWER: ("W", 0), StreamKind.SPEED: ("m/s", 2),
    StreamKind.CADENCE: ("/min", 0), StreamKind.AIR_TEMPERATURE: ("°C", 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A recording: its id, who wrote it, and what it says as a whole."""

    id: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one recording has of a stream; `counts` when the activity has it from there."""

    recording_id: str
    covers: str
    agrees: str
    counts: bool


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A stream: a cell for each recording, None where it has none. `wanted` is whose was chosen."""

    key: str
    name: str
    cells: tuple[Cell | None, ...]
    wanted: str
    has_choice: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """Two heart rates over each other: names, the paths of their lines, and what they come to."""

    names: tuple[str, str]
    paths: tuple[str, str]
    told: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Recordings as columns, streams as rows."""

    columns: tuple[Column, ...]
    rows: tuple[StreamRow, ...]
    overlay: Overlay | None

    @property
    def has_choice(self) -> bool:
        """Tell whether there is a stream that several recorded."""
        return any(row.has_choice for row in self.rows)


@dataclass(frozen=True, slots=True)
class Told:
    """The recordings of an activity, their ids by sender, and how its owner would have them."""

    recordings: Sequence[Recording]
    ids: Mapping[Witness, str]
    order: Sequence[str]
    edits: Edits


def side_by_side(told: Told, units: Units) -> SideBySide | None:
    """Compare recordings; None when there is but one, or all are pieces of one."""
    if len(told.recordings) < _TWO:
        return None
    heard = voices(told.recordings, told.order)
    if len(heard) < _TWO:
        return None
    best = best_streams(heard, chosen(told.edits))
    ids = [told.ids.get(Witness(one.sender.source, one.sender.source_id), "") for one in heard]
    columns = tuple(_column(*each, units) for each in zip(heard, ids, strict=True))
    return SideBySide(columns, tuple(_rows(heard, ids, best, told)), _overlay(heard))


def _column(voice: Voice, recording_id: str, units: Units) -> Column:
    workout = voice.workout
    parts = [figures.duration(workout.elapsed_s)]
    if workout.distance_m is not None:
        swum = workout.sport.key == "swimming"
        parts.append(figures.distance(workout.distance_m, units, swum=swum).text)
    return Column(recording_id, plain_name(voice.name), " · ".join(parts))


def _rows(heard: Sequence[Voice], ids: Sequence[str], best: Chosen, told: Told) -> list[StreamRow]:
    rows = []
    for key, name in STREAM_NAMES.items():
        kind = StreamKind(key)
        if kind not in best:
            continue
        cells = tuple(
            _cell(kind, voice, one, best, heard[0].workout.elapsed_s)
            for voice, one in zip(heard, ids, strict=True)
        )
        who = told.edits.streams.get(key)
        wanted = "" if who is None else told.ids.get(who, "")
        several = sum(cell is not None for cell in cells) >= _TWO
        rows.append(StreamRow(key, gettext(name), cells, wanted, several))
    return rows


def _cell(
    kind: StreamKind, voice: Voice, recording_id: str, best: Chosen, frame_s: float
) -> Cell | None:
    stream = voice.workout.streams.get(kind)
    if stream is None:
        return None
    counts = best[kind] is voice
    covers = f"{min(100.0 * coverage(stream, frame_s), 100.0):.0f}\N{NO-BREAK SPACE}%"
    agrees = "" if counts else _agrees(stream, best[kind].workout.streams[kind])
    return Cell(recording_id, covers, agrees, counts)


def _agrees(stream: Stream, counting: Stream) -> str:
    found = apart(stream, counting)
    if found is None:
        return ""
    if stream.kind is StreamKind.ROUTE:
        return gettext("%(found)s\N{NO-BREAK SPACE}m apart", found=format(found, ".0f"))
    if "duration_s" in stream.columns:
        share = 100 * abs(found)
        if share < 0.5:  # noqa: PLR2004 - rounds to nothing
            return gettext("the same")
        if found > 0:
            return gettext("%(share)s %% more", share=format(share, ".0f"))
        return gettext("%(share)s %% less", share=format(share, ".0f"))
    unit, decimals = _UNITS.get(stream.kind, ("", 1))
    rounded = format(found, f".{decimals}f")
    return gettext("%(found)s\N{NO-BREAK SPACE}%(unit)s apart", found=rounded, unit=unit).replace(
        "  ", " "
    )


def _overlay(heard: Sequence[Voice]) -> Overlay | None:
    kind = StreamKind.HEART_RATE
    both = [voice for voice in heard if kind in voice.workout.streams][:_TWO]
    if len(both) < _TWO:
        return None
    clock: FloatArray = np.linspace(0.0, heard[0].workout.elapsed_s, _POINTS)
    hold_s = max(15.0, float(clock[1]) * _TWO)
    beats = [
        held(one.workout.streams[kind].time_s, one.workout.streams[kind].values, clock, hold_s)
        for one in both
    ]
    known = np.concatenate([line[np.isfinite(line)] for line in beats])
    if not len(known):
        return None
    low, high = float(known.min()), max(float(known.max()), float(known.min()) + 1)
    names = plain_name(both[0].name), plain_name(both[1].name)
    differ = apart(both[0].workout.streams[kind], both[1].workout.streams[kind])
    told = (
        gettext(
            "%(names)s and %(names2)s were never on at the same time.",
            names=names[0],
            names2=names[1],
        )
        if differ is None
        else gettext(
            "%(names)s and %(names2)s are %(differ)s bpm apart on average.",
            names=names[0],
            names2=names[1],
            differ=format(differ, ".0f"),
        )
    )
    first, second = (_path(line, low, high) for line in beats)
    return Overlay(names, (first, second), told, round(low), round(high))


def _path(values: FloatArray, low: float, high: float) -> str:
    """Draw a line in a picture of 600 by 120, broken where nobody measured."""
    x = np.linspace(0, _WIDE, len(values))
    y = _HIGH - _ROOM - (values - low) / (high - low) * (_HIGH - 2 * _ROOM)
    drawn, steps = False, []
    for at, up, known in zip(x.tolist(), y.tolist(), np.isfinite(values).tolist(), strict=True):
        if known:
            steps.append(f"{'L' if drawn else 'M'}{at:.0f} {up:.1f}")
        drawn = known
    return "".join(steps)
