"""Layouts: how the messages of one definition lie in the file, and the numbers in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from struct import Struct

from fitglue.formats.fit.reading.fields import TIMESTAMP, Field, Fields

Says = Callable[[float], float | None]


@dataclass(frozen=True, slots=True)
class BaseType:
    """A base type: numpy's name for it, and the stored number that means "missing"."""

    dtype: str
    missing: int | None = None

    @property
    def size(self) -> int:
        """Give the bytes of one number."""
        return int(self.dtype[1:])


BYTES = BaseType("u1")
TEXT = BaseType("S0")
#: By the five low bits of a type's code; the highest bit only says whether byte order matters.
BASE_TYPES: Mapping[int, BaseType] = {
    0: BaseType("u1", 0xFF), 1: BaseType("i1", 0x7F), 2: BaseType("u1", 0xFF),
    3: BaseType("i2", 0x7FFF), 4: BaseType("u2", 0xFFFF), 5: BaseType("i4", 0x7FFF_FFFF),
    6: BaseType("u4", 0xFFFF_FFFF), 7: TEXT, 8: BaseType("f4"), 9: BaseType("f8"),
    10: BaseType("u1", 0), 11: BaseType("u2", 0), 12: BaseType("u4", 0), 13: BaseType("u1", 0xFF),
    14: BaseType("i8", 0x7FFF_FFFF_FFFF_FFFF), 15: BaseType("u8", 0xFFFF_FFFF_FFFF_FFFF),
    16: BaseType("u8", 0),
}  # fmt: skip
_TYPE_BITS = 0x1F
#: numpy's names for types as `struct` has them.
_CODES = {
    "u1": "B", "i1": "b", "u2": "H", "i2": "h", "u4": "I", "i4": "i", "u8": "Q", "i8": "q",
    "f4": "f", "f8": "d",
}  # fmt: skip
_UINT32 = BASE_TYPES[6]


def base_type(code: int) -> BaseType:
    """Give a base type by its code; one that nobody knows is bytes."""
    return BASE_TYPES.get(code & _TYPE_BITS, BYTES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field lies in each message."""

    offset: int
    size: int
    base: BaseType


class Layout:
    """How the messages of one definition lie: their size with the header byte, and every field.

    `definition` is what stands in the file from the byte order on; a field that is defined
    twice lies where it is defined last, as other readers have it.
    """

    def __init__(self, definition: bytes, *, has_developer_fields: bool) -> None:
        self.big_endian = definition[0] == 1
        self.order = ">" if self.big_endian else "<"
        self.message = int.from_bytes(definition[1:3], "big" if self.big_endian else "little")
        fields = definition[4 : 4 + 3 * definition[3]]
        self._fields = fields
        self._developer = definition[5 + len(fields) :] if has_developer_fields else b""
        self.size = 1 + sum(fields[1::3]) + sum(self._developer[1::3])

    @cached_property
    def places(self) -> Mapping[int, Place]:
        """Give every field of the profile by its number."""
        found: dict[int, Place] = {}
        offset = 1
        for number, size, code in _threes(self._fields):
            found[number] = Place(offset, size, base_type(code))
            offset += size
        return found

    def unpacker(self, fields: Fields) -> tuple[Struct, list[tuple[str, Says]]]:
        """Give what unpacks a whole message, and what each number means, by its field's name."""
        found = [
            (place, name, field)
            for name, field in fields.items()
            if (place := self.places.get(field.number)) and 0 < place.base.size <= place.size
        ]
        found.sort(key=lambda one: one[0].offset)
        layout, at = self.order, 0
        for place, _, _ in found:
            layout += f"{place.offset - at}x{_CODES[place.base.dtype]}"
            at = place.offset + place.base.size
        names = [(name, _meaning(field, place.base)) for place, name, field in found]
        return Struct(f"{layout}{self.size - at}x"), names

    @cached_property
    def developer_places(self) -> Mapping[tuple[int, int], Place]:
        """Give every developer field by its developer's index and its number; types unknown."""
        found: dict[tuple[int, int], Place] = {}
        offset = 1 + sum(self._fields[1::3])
        for number, size, developer in _threes(self._developer):
            found[developer, number] = Place(offset, size, BYTES)
            offset += size
        return found

    @cached_property
    def stamp_offset(self) -> int:
        """Give where the timestamp lies; 0 where there is none."""
        place = self.places.get(TIMESTAMP)
        return place.offset if place and place.base is _UINT32 and place.size == 4 else 0  # noqa: PLR2004 - bytes of a uint32


def _meaning(field: Field, base: BaseType) -> Says:
    """Give what turns a stored number into a value; None where it means "missing"."""
    absent = {base.missing, *field.absent}
    scale, offset = field.scale, field.offset

    def says(stored: float) -> float | None:
        return None if stored in absent or not isfinite(stored) else stored / scale - offset

    return says


def _threes(definitions: bytes) -> "zip[tuple[int, int, int]]":
    return zip(definitions[::3], definitions[1::3], definitions[2::3], strict=True)
