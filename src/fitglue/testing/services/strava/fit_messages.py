"""FIT messages, read by fitdecode.

Its checksums and samples are plain Python: those of a day take half a minute. So the checksum is
taken by another library, and samples are only peeked at unless somebody wants them.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fastcrc import crc16

_SMALLEST = 14
_TIME, _LATITUDE = 253, 0
_NO_PLACE = 0x7FFFFFFF


class Unreadable(Exception):
    """The file says nothing that could become an activity."""


@dataclass
class Peeked:
    """What was seen of samples in passing: their times, and whether one has a place."""

    times: list[int] = field(default_factory=list)
    has_places: bool = False

    def look(self, definition: Any, row: bytes) -> None:
        """Look at one sample."""
        at = 0
        for one in definition.all_field_defs:
            if not one.is_dev and one.def_num == _TIME:
                self.times.extend(struct.unpack_from(f"{definition.endian}I", row, at))
            if not one.is_dev and one.def_num == _LATITUDE and not self.has_places:
                (latitude,) = struct.unpack_from(f"{definition.endian}i", row, at)
                self.has_places = latitude != _NO_PLACE
            at += one.size


def fit_messages(content: bytes, peeked: Peeked | None = None) -> Iterator[Any]:
    """Give the messages of a file. With `peeked` samples are left out. Raises Unreadable."""
    import fitdecode  # noqa: PLC0415 - only tests have it

    if len(content) < _SMALLEST or crc16.arc(content) != 0:
        raise Unreadable("the checksum is wrong")

    class Reader(fitdecode.FitReader):
        """Passes samples by."""

        def _read_data_message_raw_values(self, def_mesg: Any) -> Any:
            if peeked is None or def_mesg.name != "record":
                return super()._read_data_message_raw_values(def_mesg)
            row = self._read_bytes(sum(one.size for one in def_mesg.all_field_defs))
            peeked.look(def_mesg, row)
            return [row], []

    unchecked = fitdecode.CrcCheck.DISABLED
    try:
        with Reader(io.BytesIO(content), processor=None, check_crc=unchecked) as reader:
            yield from (one for one in reader if one.frame_type == fitdecode.FIT_FRAME_DATA)
    except fitdecode.FitError as problem:
        raise Unreadable(str(problem)) from problem
