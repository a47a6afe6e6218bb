"""Series as the server names them: one for each quantity and app, in the order of time."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

from fitglue_phone.core.workout import Column, Series


def joined(several: Iterable[Series]) -> list[Series]:
    """Join series of one quantity, unit and app: a watch and a strap of the same app, say.

    The device is that of the longest. What is in another unit stands for itself, and the server
    keeps the longer one.
    """
    groups: dict[tuple[str, str, str, str], list[Series]] = {}
    for one in several:
        key = (one.quantity, one.unit, one.app.bundle_id, one.app.name)
        groups.setdefault(key, []).append(one)
    return [_one(group) for group in groups.values()]


def _one(group: Sequence[Series]) -> Series:
    longest = max(group, key=lambda one: len(one.start_s))
    if len(group) == 1 and _is_in_order(longest.start_s):
        return longest
    starts, values, ends = (
        [moment for one in group for moment in column(one)] for column in (_start, _value, _end)
    )
    order = sorted(range(len(starts)), key=lambda at: (starts[at], ends[at], values[at]))
    return replace(
        longest,
        start_s=_column(starts, order),
        value=_column(values, order),
        end_s=None if all(one.end_s is None for one in group) else _column(ends, order),
    )


def _start(one: Series) -> Column:
    return one.start_s


def _value(one: Series) -> Column:
    return one.value


def _end(one: Series) -> Column:
    return one.start_s if one.end_s is None else one.end_s


def _column(values: Sequence[float], order: Sequence[int]) -> Column:
    return array("d", [values[at] for at in order])


def _is_in_order(moments: Column) -> bool:
    told = moments.tolist()
    return told == sorted(told)
