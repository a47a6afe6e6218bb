"""Layouts: how the messages of one definition lie in the file, and the numbers in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fitglue.formats.fit.reading.fields import TIMESTAMP


@dataclass(frozen=True, slots=True)
class BaseType:
    """A base type: numpy's name for it, and the stored number that means "missing"."""

    dtype: str
    missing: int | None = None


BYTES = BaseType("u1")
TEXT = BaseType("S")
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


def _threes(definitions: bytes) -> "zip[tuple[int, int, int]]":
    return zip(definitions[::3], definitions[1::3], definitions[2::3], strict=True)
