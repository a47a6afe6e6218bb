"""FIT files message by message, as odd as a test wants them: any device's way, or broken.

Fields are given by number, each with its type and its stored value; nothing is checked.

>>> file = FitFile()
>>> file.add(0, {0: ("enum", 4)})
>>> len(file.content())
27
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastcrc import crc16

#: Type names, with their codes and `struct` formats.
TYPES = {
    "enum": (0x00, "B"), "sint8": (0x01, "b"), "uint8": (0x02, "B"), "sint16": (0x83, "h"),
    "uint16": (0x84, "H"), "sint32": (0x85, "i"), "uint32": (0x86, "I"), "string": (0x07, "s"),
    "float32": (0x88, "f"), "float64": (0x89, "d"), "uint8z": (0x0A, "B"), "uint16z": (0x8B, "H"),
    "uint32z": (0x8C, "I"), "byte": (0x0D, "B"), "uint64": (0x8F, "Q"),
}  # fmt: skip
#: 2026-05-01 07:00:00 UTC in FIT's seconds.
STARTED = 1_146_553_200

Stored = float | str | bytes | Sequence[float]
Typed = tuple[str, Stored]
Fields = Mapping[int, Typed]
DeveloperFields = Mapping[tuple[int, int], Typed]  # by developer and number


@dataclass(slots=True)
class FitFile:
    """One FIT file in the making. `big_endian` is how its messages are stored from now on."""

    big_endian: bool = False
    header_size: int = 14
    body: bytearray = field(default_factory=bytearray)
    _defined: dict[int, bytes] = field(default_factory=dict)

    def add(
        self,
        message: int,
        fields: Fields,
        developer: DeveloperFields | None = None,
        *,
        local: int | None = None,
        seconds: int | None = None,
    ) -> None:
        """Write a message, and its definition where it changed.

        With `seconds` its time is in its header, as the low five bits of a FIT second.
        """
        extra = developer or {}
        number = message % 4 if local is None else local
        stored = {key: self._packed(*typed) for key, typed in fields.items()}
        more = {key: self._packed(*typed) for key, typed in extra.items()}
        self._define(number, self._definition(message, fields, stored, more), has_more=bool(more))
        compressed = 0x80 | number << 5 | (seconds or 0) & 0x1F
        self.body.append(number if seconds is None else compressed)
        self.body += b"".join([*stored.values(), *more.values()])

    def records(self, rows: Sequence[Fields]) -> None:
        """Write records, one second after another unless they have a time of their own."""
        for second, row in enumerate(rows):
            self.add(20, {253: ("uint32", STARTED + second), **row})

    def content(self, *, length: int | None = None, checksum: int | None = None) -> bytes:
        """Give the file; `length` and `checksum` make it lie."""
        size = len(self.body) if length is None else length
        head = struct.pack("<BBHI4s", self.header_size, 0x20, 2100, size, b".FIT")
        if self.header_size > len(head):
            head += struct.pack("<H", crc16.arc(head))
        whole = head.ljust(self.header_size, b"\0") + self.body
        return whole + struct.pack("<H", crc16.arc(whole) if checksum is None else checksum)

    def _define(self, number: int, definition: bytes, *, has_more: bool) -> None:
        if self._defined.get(number) != definition:
            self._defined[number] = definition
            self.body.append(0x40 | (0x20 if has_more else 0) | number)
            self.body += b"\0" + definition

    def _definition(
        self,
        message: int,
        fields: Fields,
        stored: Mapping[int, bytes],
        more: Mapping[tuple[int, int], bytes],
    ) -> bytes:
        order = ">" if self.big_endian else "<"
        found = struct.pack(f"{order}BHB", self.big_endian, message, len(fields))
        found += b"".join(
            bytes((number, len(stored[number]), TYPES[kind][0]))
            for number, (kind, _) in fields.items()
        )
        own = [bytes((number, len(one), developer)) for (developer, number), one in more.items()]
        return found + (bytes([len(own)]) + b"".join(own) if own else b"")

    def _packed(self, kind: str, value: Stored) -> bytes:
        if isinstance(value, str):
            return value.encode() + b"\0"
        if isinstance(value, bytes):
            return value
        values = value if isinstance(value, Sequence) else [value]
        order = ">" if self.big_endian else "<"
        whole = [one if TYPES[kind][1] in "fd" else int(one) for one in values]
        return struct.pack(f"{order}{len(whole)}{TYPES[kind][1]}", *whole)


def file_id(kind: int = 4, manufacturer: int = 1, **others: Typed) -> Fields:
    """Give the fields of a file_id message: of an activity that a Garmin device made."""
    numbers = {"product": 2, "serial_number": 3, "product_name": 8}
    fields: dict[int, Typed] = {
        0: ("enum", kind), 1: ("uint16", manufacturer), 4: ("uint32", STARTED),
    }  # fmt: skip
    return fields | {numbers[name]: typed for name, typed in others.items()}


def session(elapsed_s: float = 60.0, after_s: float = 0.0, /, **others: Typed) -> dict[int, Typed]:
    """Give the fields of a session message that starts `after_s`; others by their name."""
    start = STARTED + int(after_s)
    numbers = {
        "sport": 5, "sub_sport": 6, "timer": 8, "distance": 9, "calories": 11, "avg_hr": 16,
        "ascent": 22, "moving": 59, "pool_length": 44, "load": 168, "effort": 193, "basal": 196,
    }  # fmt: skip
    fields: dict[int, Typed] = {
        253: ("uint32", start + int(elapsed_s)), 2: ("uint32", start),
        7: ("uint32", elapsed_s * 1000),
    }  # fmt: skip
    return fields | {numbers[name]: typed for name, typed in others.items()}


def event(after_s: float, what: int, *, about: int = 0, trigger: int = 0) -> Fields:
    """Give the fields of an event message: of the timer, started (0) or stopped (1, 4, …)."""
    return {
        253: ("uint32", STARTED + int(after_s)), 0: ("enum", about), 1: ("enum", what),
        3: ("uint32", trigger),
    }  # fmt: skip


def small_run(seconds: int = 60, *, big_endian: bool = False) -> FitFile:
    """Make a run on a treadmill with heart rate, its session and the activity around it."""
    file = FitFile(big_endian=big_endian)
    file.add(0, file_id())
    file.add(21, event(0, 0))
    file.records([{3: ("uint8", 120 + second % 20)} for second in range(seconds + 1)])
    file.add(21, event(seconds, 4))
    sport: dict[str, Typed] = {"sport": ("enum", 1), "sub_sport": ("enum", 1)}
    file.add(18, session(float(seconds), **sport))
    file.add(34, {253: ("uint32", STARTED + seconds), 5: ("uint32", STARTED + seconds + 7200)})
    return file
