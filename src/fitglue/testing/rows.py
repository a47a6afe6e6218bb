"""Text of many alike rows at once, column by column.

Every column is an array of bytes, one row per line of text, padded with NUL; joining rows takes
the padding out again. A million rows of an export cost a second that way, where formatting them
one by one costs a minute.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.float64]
Instants = npt.NDArray[np.int64]

_ZERO = ord("0")
_DAY_S = 86400


def chosen(index: npt.NDArray[np.integer], options: Sequence[bytes]) -> Bytes:
    """Give, for every row, the text `options[index]`."""
    return _table(options)[index]


def decimals(values: Numbers, places: int, *, strip: bool = False) -> Bytes:
    """Write numbers with `places` decimals; `strip` drops the zeros at the end, as "%g" does."""
    scaled = np.rint(np.abs(values) * 10**places).astype(np.int64)
    whole, fraction = np.divmod(scaled, 10**places)
    columns = [_sign(values, scaled), _without_leading_zeros(whole)]
    if places:
        columns.append(_fraction(fraction, places, strip=strip))
    return np.concatenate(columns, axis=1)


def dates(epoch_s: Instants, offset_min: int) -> Bytes:
    """Write instants as Apple does: `2025-07-14 16:39:21 +0100`, all with one offset."""
    day, clock = _calendar(epoch_s + offset_min * 60)
    sign = "-" if offset_min < 0 else "+"
    zone = f" {sign}{abs(offset_min) // 60:02d}{abs(offset_min) % 60:02d}".encode()
    columns = [day, _repeated(b" ", len(day)), clock, _repeated(zone, len(day))]
    return np.concatenate(columns, axis=1)


def utc_dates(epoch_s: Instants) -> Bytes:
    """Write instants as GPX does: `2025-07-14T15:39:21Z`."""
    day, clock = _calendar(epoch_s)
    columns = [day, _repeated(b"T", len(day)), clock, _repeated(b"Z", len(day))]
    return np.concatenate(columns, axis=1)


def joined(parts: Sequence[bytes | Bytes]) -> bytes:
    """Put columns and constant texts together, row after row. One part must be a column."""
    rows = next(len(part) for part in parts if isinstance(part, np.ndarray))
    blocks = [_repeated(part, rows) if isinstance(part, bytes) else part for part in parts]
    return np.concatenate(blocks, axis=1).tobytes().translate(None, b"\0")


def _repeated(text: bytes, rows: int) -> Bytes:
    return np.broadcast_to(np.frombuffer(text, np.uint8), (rows, len(text)))


def _table(options: Sequence[bytes]) -> Bytes:
    width = max((len(option) for option in options), default=0)
    padded = b"".join(option.ljust(width, b"\0") for option in options)
    return np.frombuffer(padded, np.uint8).reshape(len(options), width)


@cache
def _digits_of_three() -> Bytes:
    return _table([b"%03d" % number for number in range(1000)])


@cache
def _clocks() -> Bytes:
    return _table([b"%02d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60) for s in range(_DAY_S)])


def _calendar(local_s: Instants) -> tuple[Bytes, Bytes]:
    day, second = np.divmod(local_s, _DAY_S)
    first = int(day.min()) if len(day) else 0
    last = int(day.max()) if len(day) else 0
    names = np.arange(first, last + 1).astype("datetime64[D]").astype(str)
    return chosen(day - first, [str(name).encode() for name in names]), _clocks()[second]


def _digits(numbers: Instants, groups: int) -> Bytes:
    """Write non-negative numbers with `groups` times three digits."""
    columns = []
    for _ in range(groups):
        numbers, rest = np.divmod(numbers, 1000)
        columns.append(_digits_of_three()[rest])
    return np.concatenate(columns[::-1], axis=1)


def _groups(numbers: Instants) -> int:
    return -(-len(str(int(numbers.max()) if len(numbers) else 0)) // 3)


def _without_leading_zeros(numbers: Instants) -> Bytes:
    digits = _digits(numbers, _groups(numbers))
    leading = np.logical_and.accumulate(digits[:, :-1] == _ZERO, axis=1)
    digits[:, :-1][leading] = 0
    return digits


def _fraction(numbers: Instants, places: int, *, strip: bool) -> Bytes:
    digits = _digits(numbers, -(-places // 3))[:, -places:]
    point = np.full((len(digits), 1), ord("."), np.uint8)
    fraction = np.concatenate([point, digits], axis=1)
    if strip:
        trailing = np.logical_and.accumulate(digits[:, ::-1] == _ZERO, axis=1)[:, ::-1]
        fraction[:, 1:][trailing] = 0
        fraction[trailing[:, 0], 0] = 0
    return fraction


def _sign(values: Numbers, scaled: Instants) -> Bytes:
    minus = (values < 0) & (scaled > 0)
    return np.where(minus, ord("-"), 0).astype(np.uint8)[:, None]
