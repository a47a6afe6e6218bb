"""Plain values into our types, checked.

msgspec gathers what it knows of a type when it first meets it. Two threads that meet one at the
same moment make it crash (seen with 0.22), so each type that we read is named once, at import,
where there is one thread.
"""

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Shape(Generic[T]):
    """What a type looks like as plain values; made at import only."""

    def __init__(self, of: type[T]) -> None:
        self._of = of
        self._json = msgspec.json.Decoder(of)
        self._msgpack = msgspec.msgpack.Decoder(of)

    def of(self, plain: Any) -> T:
        """Make one from dicts, lists and numbers. Raises msgspec.ValidationError."""
        return msgspec.convert(plain, self._of)

    def from_json(self, text: bytes | str) -> T:
        """Make one from JSON. Raises msgspec.MsgspecError."""
        return self._json.decode(text)

    def from_msgpack(self, packed: bytes) -> T:
        """Make one from MessagePack. Raises msgspec.MsgspecError."""
        return self._msgpack.decode(packed)
