"""Numbers and dates out of text, eight bytes at a time, for thousands of places at once.

A word is the eight bytes at a place, read as one little-endian integer, so that the first byte
of the text is the lowest. Arithmetic on such words treats eight digits in one go ("SIMD within a
register"); numpy does it for all places. Nothing here guesses: what does not look exactly as
expected is reported as not read, and the caller reads it the slow way.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Text = bytes | Bytes

#: What a day or an offset that does not exist becomes: far outside of any clock, and midnight
#: less offset is farther still.
NO_DAY, NO_OFFSET = -(1 << 40), 1 << 40
_DAY_S = 86_400
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DASH, _DOT, _MINUS = ord("-"), ord("."), ord("-")
_WORD = 8
_LONGEST = 2 * _WORD
_WINDOW = 24
_EXACT = 1 << 53
_CACHED = 1 << 18


def _masks() -> Words:
    """Give nine words: all bits of the last 0 to 8 bytes of the text, none before."""
    rows = [bytes(_WORD - count) + b"\xff" * count for count in range(_WORD + 1)]
    return np.frombuffer(b"".join(rows), "<u8")


_LAST = _masks()
_TENS = np.array([10**power for power in range(_LONGEST + 1)], np.uint64)
_TENS_F = _TENS.astype(np.float64)


def places_of(wanted: tuple[int, ...], buffer: bytes, start: int, stop: int) -> Ints:
    """Find every place in [start, stop) that holds one of the wanted bytes."""
    text, found = np.frombuffer(buffer, np.uint8), []
    for first in range(start, stop, _CACHED):  # what lies between stays in the cache
        piece = text[first : min(first + _CACHED, stop)]
        hit = piece == wanted[0]
        for byte in wanted[1:]:
            hit |= piece == byte
        found.append(hit.nonzero()[0] + first)
    return np.concatenate(found) if found else np.empty(0, np.int64)


def words_of(buffer: Text) -> Words:
    """See the word at every place of `buffer`, without a copy."""
    return np.ndarray((max(len(buffer) - _WORD + 1, 0),), "<u8", buffer, strides=(1,))


def rows_of(buffer: Text, at: Ints, words: int) -> Words:
    """Copy `words` words from each of the places `at` into one row each."""
    width = words * _WORD
    pieces = np.ndarray((len(buffer) - width + 1,), f"V{width}", buffer, strides=(1,))
    return pieces[at].view("<u8").reshape(len(at), words)


def digits(words: Words, count: Ints) -> tuple[Words, Bools]:
    """Read the last `count` (0 to 8) bytes of each word as a number; tell which were digits."""
    low = (words ^ 0x3030303030303030) & _LAST[count]
    read = ((low + 0x7676767676767676) | low) & 0x8080808080808080 == 0
    low = (low * 10 + (low >> 8)) & 0x00FF00FF00FF00FF
    low = (low * 100 + (low >> 16)) & 0x0000FFFF0000FFFF
    return (low * 10_000 + (low >> 32)) & 0xFFFFFFFF, read


def decimals(buffer: Text, start: Ints, end: Ints) -> tuple[Floats, Bools]:
    """Read the plain decimal numbers in [start, end); tell which of them were read.

    The result is the nearest float64, as Python's own `float` gives: an integer up to 2**53
    divided by a power of ten below 10**23 is rounded once. Sixteen bytes must lie before each
    start and 24 after it.
    """
    if not len(start) or b"." in bytes(buffer[start[-1] : end[-1]]):  # a column is of one sort
        return _fractions(buffer, start, end)
    whole, read = _integers(buffer, start, end)
    if read.all():
        return whole, read
    if read.any():  # some are integers: the rest alone goes on
        rest = ~read
        whole[rest], read[rest] = _fractions(buffer, start[rest], end[rest])
        return whole, read
    return _fractions(buffer, start, end)


def _integers(buffer: Text, start: Ints, end: Ints) -> tuple[Floats, Bools]:
    """Read those of up to eight digits and nothing else: heart rates, steps."""
    length = end - start
    value, read = digits(words_of(buffer)[end - _WORD], np.clip(length, 0, _WORD))
    return value.astype(np.float64), read & (length >= 1) & (length <= _WORD)


def _fractions(buffer: Text, start: Ints, end: Ints) -> tuple[Floats, Bools]:
    words = words_of(buffer)
    negative = np.frombuffer(buffer, np.uint8)[start] == _MINUS
    signed = bool(negative.any())
    start = start + negative if signed else start
    whole_length, fraction_length = _lengths(buffer, start, end)
    read = (whole_length >= 1) & (whole_length <= _WORD)
    whole_length = np.minimum(whole_length, _WORD)
    whole, whole_read = digits(words[start + whole_length - _WORD], whole_length)
    fraction, fraction_read = _fraction(words, end, fraction_length)
    mantissa = whole * _TENS[fraction_length] + fraction
    read &= whole_read & fraction_read
    if fraction_length.max(initial=0) >= _WORD:
        read &= (whole == 0) | (whole_length + fraction_length <= _LONGEST)
        read &= mantissa <= _EXACT
    values = mantissa / _TENS_F[fraction_length]
    return np.where(negative, -values, values) if signed else values, read


def _lengths(buffer: Text, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Give the lengths before and behind the decimal point; the second may be one for all.

    A number with more than 16 decimals gets no whole part, so that nobody reads it.
    """
    length = end - start
    if not len(length):
        return length, length
    # A column often has one number of decimals throughout: try what the last of it shows.
    last = len(bytes(buffer[start[-1] : end[-1]]).rpartition(b".")[2])
    as_last = length - last - 1
    text = np.frombuffer(buffer, np.uint8)
    possible = last <= _WORD and bool((as_last > 0).all())
    if possible and (text[start + as_last] == _DOT).all():
        return as_last, np.array(last)
    window = rows_of(buffer, start, _WINDOW // _WORD).view(np.uint8)
    found = (window == _DOT).argmax(axis=1)
    whole = np.where((found > 0) & (found < length), found, length)
    fraction = np.maximum(length - whole - 1, 0)
    return np.where(fraction <= _LONGEST, whole, 0), np.minimum(fraction, _LONGEST)


def _fraction(words: Words, end: Ints, length: Ints) -> tuple[Words, Bools]:
    last, read = digits(words[end - _WORD], np.minimum(length, _WORD))
    if length.max(initial=0) <= _WORD:
        return last, read
    first, first_read = digits(words[end - _LONGEST], np.maximum(length - _WORD, 0))
    return first * 10**_WORD + last, read & first_read


def clock_s(hours_minutes: Words, seconds: Words) -> tuple[Ints, Bools]:
    """Read seconds since midnight from the words `DD HH:MM` and `SS......`; tell which were read.

    The colon and what stands between day and hour are the caller's to check.
    """
    low = hours_minutes & 0x0F0F000F0F000000
    last = seconds & 0x0F0F
    over = ((low + 0x0606000606000000) & 0x1010001010000000) | ((last + 0x0606) & 0x1010)
    pairs = low * 10 + (low >> 8)
    hour, minute = (pairs >> 24) & 0xFF, (pairs >> 48) & 0xFF
    second = (last & 0xF) * 10 + (last >> 8)
    read = (over == 0) & (hour < 24) & (minute < 60) & (second <= 60)  # noqa: PLR2004 - a clock
    return (hour * 3600 + minute * 60 + second).view(np.int64), read


def days_s(year_month: Words, day: Words) -> Ints:
    """Read midnights, as epoch seconds, from the words `YYYY-MM-` and `DD......`.

    NO_DAY for one that no calendar has. Samples come sorted or nearly so: each run of one day
    is looked up once.
    """
    return by_runs(year_month ^ ((day & 0xFF) << 32) ^ ((day & 0xFF00) << 48), _midnight_s)


def offsets_s(words: Words) -> Ints:
    """Read the seconds east of Greenwich from the words `SS ±HHMM`; NO_OFFSET for nonsense."""
    return by_runs(words >> 24, _offset_s)


def by_runs(keys: npt.NDArray[np.integer], look_up: Callable[[int], int]) -> Ints:
    """Look every key up, asking once per run of equal keys."""
    changes = (keys[1:] != keys[:-1]).nonzero()[0] + 1
    edges = np.concatenate(([0], changes, [len(keys)]))
    values = np.array([look_up(key) for key in keys[edges[:-1]].tolist()], np.int64)
    return values.repeat(edges[1:] - edges[:-1])


@lru_cache(maxsize=20_000)
def _midnight_s(key: int) -> int:
    text = bytearray(key.to_bytes(_WORD, "little"))
    day = bytes((text[4] ^ _DASH, text[7] ^ _DASH))  # `days_s` wove the day into the dashes
    return midnight_s(bytes(text[:4]), bytes(text[5:7]), day)


def midnight_s(year: bytes, month: bytes, day: bytes) -> int:
    """Give the epoch seconds at which a day begins in Greenwich; NO_DAY for no such day."""
    if not (year + month + day).isdigit():
        return NO_DAY
    try:
        return (date(int(year), int(month), int(day)).toordinal() - _EPOCH_DAY) * _DAY_S
    except ValueError:
        return NO_DAY


@lru_cache(maxsize=1_000)
def _offset_s(key: int) -> int:
    text = key.to_bytes(5, "little")
    return offset_s(text[:1], text[1:3], text[3:])


def offset_s(sign: bytes, hours: bytes, minutes: bytes) -> int:
    """Give the seconds east of Greenwich; NO_OFFSET for nonsense."""
    if sign not in (b"+", b"-") or not (hours + minutes).isdigit():
        return NO_OFFSET
    seconds = int(hours) * 3600 + int(minutes) * 60
    return seconds if sign == b"+" else -seconds
