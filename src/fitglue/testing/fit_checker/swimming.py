"""Rules of pool swims: lengths in order, counted by their laps and sessions."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from fitglue.testing.fit_checker.decoding import DecodedFit

_SECOND = timedelta(seconds=1)


def _lengths_are_numbered_and_in_order(decoded: DecodedFit) -> Iterator[str]:
    lengths = decoded["length"]
    if [length["message_index"] for length in lengths] != list(range(len(lengths))):
        yield "length messages are not numbered 0, 1, 2 …"
    if any(after["start_time"] < before["start_time"] for before, after in pairwise(lengths)):
        yield "Lengths run backward."
    for length in lengths:
        end = length["start_time"] + timedelta(seconds=length["total_elapsed_time"])
        if abs(end - length["timestamp"]) > _SECOND:
            yield "A length does not end total_elapsed_time after its start."


def _lengths_are_counted(decoded: DecodedFit) -> Iterator[str]:
    lengths = decoded["length"]
    active = sum(length["length_type"] == "active" for length in lengths)
    for kind in ("session", "lap"):
        counted = sum(row.get("num_active_lengths") or 0 for row in decoded[kind])
        if active != counted:
            yield f"{active} lengths were swum, the {kind}s count {counted}."
        together = sum(row.get("num_lengths") or 0 for row in decoded[kind])
        if len(lengths) != together:
            yield f"There are {len(lengths)} lengths, the {kind}s count {together}."


def _laps_name_their_lengths(decoded: DecodedFit) -> Iterator[str]:
    told = 0
    for lap in decoded["lap"]:
        if not lap.get("num_lengths"):
            continue
        if lap.get("first_length_index") != told:
            yield f"A lap begins with length {lap.get('first_length_index')}, not {told}."
        told += lap["num_lengths"]


def _only_what_was_swum_has_strokes(decoded: DecodedFit) -> Iterator[str]:
    for length in decoded["length"]:
        idle = length["length_type"] == "idle"
        if idle and any(length.get(name) for name in ("total_strokes", "swim_stroke", "avg_speed")):
            yield "A rest in the pool has strokes or a speed."


def _a_pool_has_a_size(decoded: DecodedFit) -> Iterator[str]:
    for session in decoded["session"]:
        if session.get("num_active_lengths") and not session.get("pool_length"):
            yield "Lengths were swum in a pool without a pool_length."
        if (session.get("pool_length") is None) != (session.get("pool_length_unit") is None):
            yield "A pool_length stands without its unit, or the unit without it."


SWIM_RULES = (
    _lengths_are_numbered_and_in_order, _lengths_are_counted, _laps_name_their_lengths,
    _only_what_was_swum_has_strokes, _a_pool_has_a_size,
)  # fmt: skip
