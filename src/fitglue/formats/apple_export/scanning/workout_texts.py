"""The text of every workout in an export, small in memory."""

from collections.abc import Sequence
from typing import overload

from fitglue.domain.errors import TooBig
from fitglue.formats.packing import packed, unpacked

_PACKED_FROM = 1 << 16
_PLAIN_BYTES = 4 << 20
_MAX_BYTES = 256 << 20


class WorkoutTexts(Sequence[bytes]):
    """A list of texts, the long ones and those after the first 4 MiB compressed until read.

    iOS 12 wrote routes into the workouts themselves, several hundred megabytes in some exports,
    which compress twenty to one. Raises TooBig beyond 256 MiB of what is then left.
    """

    def __init__(self) -> None:
        self._texts: list[tuple[bytes, bool]] = []
        self._size = 0

    def append(self, text: bytes) -> None:
        """Add a text."""
        pack = len(text) >= _PACKED_FROM or self._size >= _PLAIN_BYTES
        kept = packed(text, level=1) if pack else text
        self._size += len(kept)
        if self._size > _MAX_BYTES:
            raise TooBig("The workouts of this export are more than FitGlue can hold at once.")
        self._texts.append((kept, pack))

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        """Give a text, or several, as written."""
        if isinstance(index, slice):
            return [_unpacked(*text) for text in self._texts[index]]
        return _unpacked(*self._texts[index])


def _unpacked(text: bytes, is_packed: bool) -> bytes:  # noqa: FBT001 - a pair of the list
    return unpacked(text) if is_packed else text
