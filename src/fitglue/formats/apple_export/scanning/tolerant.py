"""One tag at a time, in whatever way it is written.

The vectorised reader takes what iOS writes today. This one takes the rest: attributes in any
order and either quote, entities, line breaks, values without a unit, dates of 2014, control
characters, broken UTF-8. It never raises for the content of a tag.
"""

import re
from dataclasses import dataclass

from fitglue.formats.apple_export.scanning.digits import NO_DAY, NO_OFFSET, midnight_s, offset_s

#: A whole tag; a `>` inside quotes does not end it. Possessive, so that a miss costs one pass.
TAG = re.compile(rb"<[^\"'>]*+(?:\"[^\"]*+\"[^\"'>]*+|'[^']*+'[^\"'>]*+)*+>")
# A name begins behind something that is no part of one: without that a long run of letters would
# be tried again from each of them.
_ATTRIBUTE = re.compile(rb"(?<![^\s=<>/\"'])([^\s=<>/\"']++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_CONTROL = re.compile("[\x00-\x1f]")
_DATE = re.compile(
    rb"\s*(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)(?:[.,]\d+)?\s*"
    rb"(?:([+-])(\d\d):?(\d\d)|Z)\s*"
)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_POINTER = re.compile(r"(HKDevice: )0x[0-9A-Fa-f]+")
#: `HKQuantityTypeIdentifierHeartRate` and its kin, of which only the last part says something.
_KIND = re.compile(r"HK(?:QuantityTypeIdentifier|CategoryTypeIdentifier|DataType)(?=.)")
_HOURS, _SIXTY = 24, 60
# No date or number is longer; the patterns stay quick because of it.
_LONGEST_FIGURE = 64
# How far a tag is followed over a `<` that somebody forgot to escape.
_LONGEST_BROKEN_TAG = 4 << 10
#: The instants that uint32 holds: 1970 to 2106. Nobody recorded a workout outside.
MAX_INSTANT_S = (1 << 32) - 1

_SLEEP = b"HKCategoryValueSleepAnalysis"
#: Of the categories the only one that anybody asks for; before iOS 16 there was but one `Asleep`.
SLEEP_STAGES = {
    _SLEEP + name: float(number)
    for name, number in (
        (b"InBed", 0), (b"Asleep", 1), (b"AsleepUnspecified", 1), (b"Awake", 2),
        (b"AsleepCore", 3), (b"AsleepDeep", 4), (b"AsleepREM", 5),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What one Record says: epoch seconds, a value in `unit`, and who wrote it."""

    start_s: int
    duration_s: int
    value: float
    unit: str
    source_name: str
    device: str


def tag_end(block: bytes, at: int, stop: int) -> int:
    """Give the place behind the tag at `at`, -1 when it has no end.

    A tag ends before the next `<`, unless one stands unescaped in an attribute.
    """
    following = block.find(b"<", at + 1, stop)
    last = block.rfind(b">", at, following if following >= 0 else stop) + 1
    if not last:
        last = min(stop, at + _LONGEST_BROKEN_TAG)
        match = TAG.match(block, at, last)
        return match.end() if match else -1
    match = TAG.match(block, at, last)
    return match.end() if match else last


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """Give a tag's attributes as written; of two with one name the first wins."""
    found: dict[bytes, bytes] = {}
    for name, double, single in _ATTRIBUTE.findall(tag):
        found.setdefault(name, double or single)
    return found


def _plain(raw: bytes) -> bytes:
    """Undo entities, which nobody needs in a number or a date and any writer may use."""
    return text_of(raw).encode() if b"&" in raw else raw


def text_of(raw: bytes) -> str:
    """Decode an attribute's value; what no text may hold becomes a space or U+FFFD."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    text = _CONTROL.sub(" ", text)
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code < ord(" "):
        return chr(code) if chr(code) in "\t\n\r" else " "
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - Unicode


def kind_of(record_type: str) -> str:
    """Strip the prefix that says only that it is a type."""
    return _KIND.sub("", record_type, count=1)


def device_of(raw: bytes) -> str:
    """Decode a device without its pointer: an address in the phone's memory, new every time."""
    return _POINTER.sub(r"\1", text_of(raw))


def instant_s(raw: bytes) -> int | None:
    """Read a date of any dialect as epoch seconds; None when it is no instant."""
    match = _DATE.fullmatch(raw) if len(raw) <= _LONGEST_FIGURE else None
    if not match:
        return None
    midnight = midnight_s(*match.group(1, 2, 3))
    hour, minute, second = map(int, match.group(4, 5, 6))
    offset = offset_s(*match.group(7, 8, 9)) if match[7] else 0
    if midnight == NO_DAY or offset == NO_OFFSET:
        return None
    if hour >= _HOURS or minute >= _SIXTY or second > _SIXTY:
        return None
    return midnight + hour * 3600 + minute * 60 + second - offset


def number(raw: bytes) -> float | None:
    """Read a number with a decimal point or comma; None for anything else."""
    raw = raw.strip()
    raw = raw.replace(b",", b"") if b"." in raw else raw.replace(b",", b".")
    return float(raw) if len(raw) <= _LONGEST_FIGURE and _NUMBER.fullmatch(raw) else None


def _value(raw: bytes) -> float | None:
    """Read a number, or the name of a stage of sleep as HealthKit's raw value for it."""
    return SLEEP_STAGES[raw] if raw in SLEEP_STAGES else number(raw)


def record_kind(tag: bytes) -> str:
    """Name a Record's type; '' when it has none."""
    return kind_of(text_of(attributes(tag).get(b"type", b"")))


def sample(tag: bytes) -> Sample | None:
    """Read a Record; None without a value or a start. A missing end is the start."""
    found = attributes(tag)
    start_s = instant_s(_plain(found.get(b"startDate", b"")))
    value = _value(_plain(found.get(b"value", b"")))
    if start_s is None or value is None or not 0 <= start_s <= MAX_INSTANT_S:
        return None
    end_s = instant_s(_plain(found.get(b"endDate", b"")))
    return Sample(
        start_s=start_s,
        duration_s=max(min(end_s, MAX_INSTANT_S) - start_s, 0) if end_s is not None else 0,
        value=value,
        unit=text_of(found.get(b"unit", b"")),
        source_name=text_of(found.get(b"sourceName", found.get(b"source", b""))),
        device=device_of(found.get(b"device", b"")),
    )
