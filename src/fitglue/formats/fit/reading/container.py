"""FIT's outer shell: the header, how long the content is, and whether its checksum holds.

https://developer.garmin.com/fit/protocol/. Several files may stand one behind another in one
(a "chained" file). A device that loses power leaves a length of 0, or one that is not reached.
"""

from dataclasses import dataclass

from fastcrc import crc16

from fitglue.domain.errors import Hostile, NotAWorkout

_SHORT_HEADER = 12
_MAGIC = b".FIT"
_CRC_SIZE = 2
#: Real chains are two or three files long.
_MOST_FILES = 64


@dataclass(frozen=True, slots=True)
class Shell:
    """One FIT file inside the bytes: where its messages are, and whether it came whole."""

    start: int
    end: int
    cut: bool = False  # it promises more than there is
    checked: bool = True  # its checksum holds


def shells(content: bytes, name: str) -> list[Shell]:
    """Find the FIT files that stand in `content`. Raises NotAWorkout when the first is none."""
    if not _is_header(content, 0):
        raise NotAWorkout(
            f"{name} is not a FIT file.",
            "Choose the .fit file that your watch, bike computer or app made.",
        )
    found: list[Shell] = []
    at = 0
    while _is_header(content, at):
        if len(found) == _MOST_FILES:
            raise Hostile(f"{name} is more than {_MOST_FILES} FIT files in one.")
        found.append(_shell(content, at))
        at = found[-1].end + _CRC_SIZE
    last = found[-1]
    if at < len(content) and not last.checked:
        # The stated length is wrong, for its checksum is nowhere near: take all there is.
        found[-1] = Shell(last.start, len(content), last.cut, last.checked)
    return found


def _is_header(content: bytes, at: int) -> bool:
    return (
        len(content) >= at + _SHORT_HEADER
        and content[at] >= _SHORT_HEADER
        and content[at + 8 : at + 12] == _MAGIC
    )


def _shell(content: bytes, at: int) -> Shell:
    start = min(at + content[at], len(content))
    length = int.from_bytes(content[at + 4 : at + 8], "little")
    end = start + length
    if not length or end > len(content):
        return Shell(start, len(content), cut=True, checked=False)
    if end + _CRC_SIZE > len(content):
        return Shell(start, end, cut=True, checked=False)
    stored = int.from_bytes(content[end : end + _CRC_SIZE], "little")
    return Shell(start, end, checked=stored == crc16.arc(content[at:end]))
