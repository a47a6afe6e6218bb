"""Who measured: the sources of samples, and which of them speaks for a workout."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain.workout import Device
from fitglue.formats.healthkit.names import normalised, spelled_nicely

#: Watches and the makers of heart rate straps, as they spell themselves.
_WORN = re.compile(
    r"watch|polar|\bh(?:6|7|9|10)\b|wahoo|tickr|garmin|hrm|coros|scosche|whoop|suunto|strap",
    re.IGNORECASE,
)
_SAME_NAME, _SAME_HARDWARE, _IS_WORN, _ANY = range(4)


@dataclass(frozen=True, slots=True)
class SampleWriter:
    """Who wrote samples: the source's name as it is spelled, and the device it names."""

    name: str
    device: Device


class Sources:
    """The sources of one export or phone, those that differ only in spelling taken as one."""

    def __init__(self, sources: Sequence[SampleWriter]) -> None:
        names = [normalised(source.name) for source in sources]
        self._names = sorted(set(names))
        number = {name: index for index, name in enumerate(self._names)}
        self._group = np.array([number[name] for name in names], dtype=np.intp)
        self._nice = {number[normalised(s.name)]: spelled_nicely(s.name) for s in sources}
        self._hardware: list[set[str]] = [set() for _ in self._names]
        self._worn = [False] * len(self._names)
        for source, group in zip(sources, self._group.tolist(), strict=True):
            said = source.device
            self._hardware[group].add(said.hardware)
            traces = f"{source.name} {said.name} {said.manufacturer} {said.hardware}"
            self._worn[group] |= _WORN.search(traces) is not None

    def groups(self, written_by: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Give the group of each sample, of which `written_by` numbers the writer."""
        return self._group[np.asarray(written_by, dtype=np.intp)]

    def nice(self, group: int) -> str:
        """Spell a source for a person."""
        return self._nice[group]

    def ranked(
        self, present: Iterable[tuple[int, int]], name: str, measured_by: Device, *, own_only: bool
    ) -> list[int]:
        """Order the sources present, each with its count, best first, for one of source `name`.

        The workout's own source, else its hardware under another name, else (unless `own_only`)
        anything worn, else anybody; within one of these whoever has the most samples. Two sources
        are never mixed: a phone and a watch measure the same steps.
        """
        ranks = [(self._tier(group, name, measured_by), -count, group) for group, count in present]
        furthest = _SAME_HARDWARE if own_only else _ANY
        return [group for tier, _, group in sorted(ranks) if tier <= furthest]

    def _tier(self, group: int, name: str, measured_by: Device) -> int:
        if self._names[group] == normalised(name):
            return _SAME_NAME
        if measured_by.hardware and measured_by.hardware in self._hardware[group]:
            return _SAME_HARDWARE
        return _IS_WORN if self._worn[group] else _ANY
