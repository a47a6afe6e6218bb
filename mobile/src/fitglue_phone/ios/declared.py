"""What of Apple's SDK is used, each piece declared once, and callable.

Everything that the app says to iOS goes through here: a `Message`, a `BlockShape`, a `Symbol`, a
`Raw` number or a `Text`. So a test that knows nothing of the app's code can hold all of it against
what the SDK has (`mobile/facts/healthkit.json`), on any machine. Nothing is loaded before the first
message is sent.
"""

import re
from collections.abc import Callable
from ctypes import Structure, c_bool, c_double, c_long, c_ulong, c_void_p
from functools import cached_property
from typing import Any, Final, Self

Object: Final = c_void_p
Flag: Final = c_bool
Signed: Final = c_long
Unsigned: Final = c_ulong
Double: Final = c_double
Nothing: Final = None

DECLARED: Final[list["Declared"]] = []

_WRITTEN = re.compile(r"([-+])\[(\w+) ([\w:]+)\]")


class Coordinate(Structure):
    """CLLocationCoordinate2D, which is returned by value; degrees."""

    _fields_ = (("latitude", c_double), ("longitude", c_double))


def _letters(encoding: str) -> tuple[str, ...]:
    return tuple(re.findall(r"@\?|[v@Zqd]", encoding))


class Message:
    """A message as Objective-C writes it, sent through a prototype of its own.

    `Message("-[HKWorkout duration]", Double)(workout)` gives a float; a class method needs no
    receiver. A message to nothing gives None. An object is its address, valid until the pool
    around it ends, see `objc.pool` and `objc.Held`.
    """

    def __init__(self, written: str, gives: Any = Object, takes: tuple[Any, ...] = ()) -> None:
        matched = _WRITTEN.fullmatch(written)
        if matched is None or matched[3].count(":") != len(takes):
            raise ValueError(f"{written} is not a message, or takes another number of values.")
        self.is_of_class = matched[1] == "+"
        self.owner, self.selector = matched[2], matched[3]
        self.gives, self.takes = gives, takes
        DECLARED.append(self)

    def __call__(self, *values: Any) -> Any:
        """Send it."""
        return self.sent(*values)

    @cached_property
    def sent(self) -> Callable[..., Any]:
        """The message bound to the runtime; sent to nothing it gives None."""
        from fitglue_phone.ios import objc  # noqa: PLC0415 - only here is a runtime needed

        return objc.bound(self)

    @cached_property
    def prototype(self) -> tuple[Callable[..., Any], int]:
        """Its function and selector, for loops: `function(receiver, selector)`."""
        from fitglue_phone.ios import objc  # noqa: PLC0415 - only here is a runtime needed

        return objc.prototype(self)


class BlockShape:
    """The type of a block that a message takes: `v@@Z@` is nothing of two objects, a flag, another.

    Called with a function it makes a block of it that never lets an error out, see `objc.block`.
    `@?` is a block that the system hands us: a completion.
    """

    def __init__(self, encoding: str, *, of: str, at: int) -> None:
        self.encoding, self.of, self.at = encoding, of, at
        DECLARED.append(self)

    @property
    def letters(self) -> tuple[str, ...]:
        """Its result and arguments, one after the other."""
        return _letters(self.encoding)

    def __call__(self, function: Callable[..., None], failed: Any = None) -> Any:
        """Make a block of a function."""
        from fitglue_phone.ios import objc  # noqa: PLC0415 - only here is a runtime needed

        return objc.block(self, function, failed)


class Callback:
    """A method of ours that the system calls: a delegate's, in a protocol of the SDK."""

    def __init__(self, protocol: str, selector: str, encoding: str) -> None:
        self.protocol, self.selector, self.encoding = protocol, selector, encoding
        DECLARED.append(self)

    @property
    def letters(self) -> tuple[str, ...]:
        """Its result and arguments, one after the other, without `self` and `_cmd`."""
        return _letters(self.encoding)


class Function:
    """A C function of a framework."""

    def __init__(self, library: str, name: str, gives: Any, takes: tuple[Any, ...]) -> None:
        self.library, self.name = library, name
        self.gives, self.takes = gives, takes
        DECLARED.append(self)

    @cached_property
    def _called(self) -> Callable[..., Any]:
        from fitglue_phone.ios import objc  # noqa: PLC0415 - only here is a runtime needed

        return objc.function(self)

    def __call__(self, *values: Any) -> Any:
        """Call it."""
        return self._called(*values)


class Symbol:
    """A constant whose value only the library knows: an NSString or a CFString by its name."""

    def __init__(self, library: str, name: str) -> None:
        self.library, self.name = library, name
        DECLARED.append(self)

    @cached_property
    def value(self) -> int:
        """Where the string lies."""
        from fitglue_phone.ios import objc  # noqa: PLC0415 - only here is a runtime needed

        return objc.symbol(self.library, self.name)


class Raw(int):
    """A member of one of Apple's enumerations: its raw value."""

    enumeration: str
    member: str

    def __new__(cls, value: int, enumeration: str, member: str) -> Self:
        """Declare one: `Raw(2, "HKQueryOptions", "StrictEndDate")`."""
        made = super().__new__(cls, value)
        made.enumeration, made.member = enumeration, member
        DECLARED.append(made)
        return made


class Text(str):
    """A string that Apple fixed, with the constant it stands behind.

    `unit` says in which unit a quantity of that type is asked for.
    """

    __slots__ = ("constant", "unit")

    constant: str
    unit: str

    def __new__(cls, value: str, constant: str = "", unit: str = "") -> Self:
        """Declare one; the constant is spelled like its value unless told."""
        made = super().__new__(cls, value)
        made.constant, made.unit = constant or value, unit
        DECLARED.append(made)
        return made


Declared = Message | BlockShape | Callback | Function | Symbol | Raw | Text
