"""Foundation's values to Python's and back: strings, dates, arrays, dictionaries, numbers, errors.

Addresses go in and out; what is made here belongs to the pool around the caller.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from ctypes import c_char_p, c_void_p, string_at
from datetime import UTC, datetime
from typing import Final

from fitglue_phone.ios.declared import Double, Flag, Message, Object, Signed, Unsigned

AUTORELEASE: Final = Message("-[NSObject autorelease]")
IS_KIND: Final = Message("-[NSObject isKindOfClass:]", Flag, (Object,))

_TEXT_OF = Message("+[NSString stringWithUTF8String:]", Object, (c_char_p,))
_BYTES_OF_TEXT = Message("-[NSString UTF8String]", c_char_p)
_CLASS = {name: Message(f"+[{name} class]") for name in ("NSString", "NSNumber", "NSDate")}
_DATE = Message("+[NSDate dateWithTimeIntervalSince1970:]", Object, (Double,))
SECONDS: Final = Message("-[NSDate timeIntervalSince1970]", Double)
COUNT: Final = Message("-[NSArray count]", Unsigned)
AT: Final = Message("-[NSArray objectAtIndex:]", Object, (Unsigned,))
_ARRAY = Message("+[NSMutableArray arrayWithCapacity:]", Object, (Unsigned,))
_ADD = Message("-[NSMutableArray addObject:]", None, (Object,))
_SET = Message("+[NSSet setWithArray:]", Object, (Object,))
_ALL_OF = Message("-[NSSet allObjects]")
_URL = Message("-[NSURL absoluteString]")
_DICTIONARY = Message("+[NSMutableDictionary dictionaryWithCapacity:]", Object, (Unsigned,))
_PUT = Message("-[NSMutableDictionary setObject:forKey:]", None, (Object, Object))
_KEYS = Message("-[NSDictionary allKeys]")
_LOOKED_UP = Message("-[NSDictionary objectForKey:]", Object, (Object,))
_NUMBER_OF_FLAG = Message("+[NSNumber numberWithBool:]", Object, (Flag,))
_NUMBER_OF_WHOLE = Message("+[NSNumber numberWithInteger:]", Object, (Signed,))
_NUMBER_OF_REAL = Message("+[NSNumber numberWithDouble:]", Object, (Double,))
_KIND_OF_NUMBER = Message("-[NSValue objCType]", c_char_p)
_WHOLE = Message("-[NSNumber integerValue]", Signed)
_REAL = Message("-[NSNumber doubleValue]", Double)
_ALLOC_UUID = Message("+[NSUUID alloc]")
_INIT_UUID = Message("-[NSUUID initWithUUIDString:]", Object, (Object,))
_TEXT_OF_UUID = Message("-[NSUUID UUIDString]")
_DATA = Message("+[NSData dataWithBytes:length:]", Object, (c_char_p, Unsigned))
_BYTES = Message("-[NSData bytes]", c_void_p)
_LENGTH = Message("-[NSData length]", Unsigned)
_CODE = Message("-[NSError code]", Signed)
_DOMAIN = Message("-[NSError domain]")

_FLAGS = frozenset(b"cCB")
_WHOLES = frozenset(b"sSiIlLqQ")


def autoreleased(pointer: int) -> int:
    """Give what `alloc` and `init` made to the pool."""
    AUTORELEASE(pointer)
    return pointer


def ns_text(text: str) -> int:
    """Make an NSString."""
    made: int = _TEXT_OF(text.encode())
    return made


def text(pointer: int | None) -> str:
    """Read an NSString; nothing is an empty one, as is one with half a character in it."""
    found = _BYTES_OF_TEXT(pointer)
    return found.decode(errors="replace") if found else ""


def ns_date(seconds: float) -> int:
    """Make an NSDate of Unix seconds."""
    made: int = _DATE(seconds)
    return made


def seconds(pointer: int | None) -> float | None:
    """Read an NSDate as Unix seconds."""
    found: float | None = SECONDS(pointer)
    return found


def items(array: int | None) -> Iterator[int]:
    """Walk through an NSArray, of which there may be none."""
    for index in range(COUNT(array) or 0):
        one: int = AT(array, index)
        yield one


def ns_array(pointers: Iterable[int]) -> int:
    """Make an NSArray."""
    found = list(pointers)
    made: int = _ARRAY(len(found))
    for one in found:
        _ADD(made, one)
    return made


def ns_set(pointers: Iterable[int]) -> int:
    """Make an NSSet."""
    made: int = _SET(ns_array(pointers))
    return made


def members(found: int | None) -> Iterator[int]:
    """Walk through an NSSet, of which there may be none, in no order."""
    return items(_ALL_OF(found))


def url_text(pointer: int | None) -> str:
    """Read an NSURL; nothing is an empty one."""
    return text(_URL(pointer))


def pairs(dictionary: int | None) -> Iterator[tuple[int, int]]:
    """Walk through an NSDictionary, of which there may be none."""
    for key in items(_KEYS(dictionary)):
        value: int = _LOOKED_UP(dictionary, key)
        yield key, value


def ns_dictionary(values: Iterable[tuple[int, int]]) -> int:
    """Make an NSDictionary of keys and values."""
    made: int = _DICTIONARY(0)
    for key, value in values:
        _PUT(made, value, key)
    return made


def number(pointer: int) -> bool | int | float:
    """Read an NSNumber as what it was made of."""
    kind = _KIND_OF_NUMBER(pointer)[0]
    if kind in _FLAGS:
        return bool(_WHOLE(pointer))
    if kind in _WHOLES:
        return int(_WHOLE(pointer))
    return float(_REAL(pointer))


def ns_value(value: bool | float | str) -> int:  # noqa: FBT001 - a value
    """Make an NSString or an NSNumber."""
    if isinstance(value, str):
        return ns_text(value)
    make: Message = _NUMBER_OF_REAL
    if isinstance(value, bool):
        make = _NUMBER_OF_FLAG
    elif isinstance(value, int):
        make = _NUMBER_OF_WHOLE
    made: int = make(value)
    return made


def is_a(pointer: int, class_name: str) -> bool:
    """Tell whether an object is an NSString, NSNumber or NSDate."""
    return bool(IS_KIND(pointer, _CLASS[class_name]()))


def plain(pointer: int) -> bool | int | float | str | None:
    """Read a string, a number or a date (as ISO 8601 in UTC); None is something else."""
    readers: Mapping[str, Callable[[int], bool | int | float | str]] = {
        "NSString": text, "NSNumber": number, "NSDate": _iso,
    }  # fmt: skip
    found = next((name for name in readers if is_a(pointer, name)), None)
    return readers[found](pointer) if found else None


def _iso(pointer: int) -> str:
    return datetime.fromtimestamp(SECONDS(pointer), UTC).isoformat().replace("+00:00", "Z")


def uuid_text(pointer: int | None) -> str:
    """Read an NSUUID, upper case as Apple writes it."""
    return text(_TEXT_OF_UUID(pointer)).upper()


def ns_uuid(written: str) -> int:
    """Make an NSUUID. Raises ValueError for what is none."""
    made = _INIT_UUID(_ALLOC_UUID(), ns_text(written))
    if not made:
        raise ValueError("This is not a UUID.")
    return autoreleased(made)


def ns_data(content: bytes) -> int:
    """Make an NSData."""
    made: int = _DATA(content, len(content))
    return made


def content(pointer: int | None) -> bytes:
    """Read an NSData."""
    length = _LENGTH(pointer)
    return string_at(_BYTES(pointer), length) if length else b""


def error_code(pointer: int) -> tuple[str, int]:
    """Read an NSError's domain and code; its sentences may hold a person's values."""
    return text(_DOMAIN(pointer)), int(_CODE(pointer))
