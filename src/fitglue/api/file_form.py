"""The one file of a form, as it comes: it goes to its place without a stay in memory or elsewhere.

RFC 7578, taken apart by python-multipart; what a form says beside the file is passed over.
"""

from collections import deque
from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from fitglue.domain.errors import NotAWorkout

FORM = "multipart/form-data"
_NEXT_STEP = "Send the file as the body, or as the one file of a form: curl -F file=@ride.fit …"


class FileForm:
    """A form with a file. `begun` has to come first: it tells the file's name."""

    def __init__(self, request: Request) -> None:
        _, options = parse_options_header(request.headers["content-type"])
        if not options.get(b"boundary"):
            raise NotAWorkout("This form does not say where its parts end.", _NEXT_STEP)
        self.name = ""
        self._sent = request.stream()
        self._files = 0
        self._pieces: deque[bytes] = deque()
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._parser = MultipartParser(options[b"boundary"], {
            "on_part_begin": self._part_begins,
            "on_header_field": lambda text, start, end: self._header[0].extend(text[start:end]),
            "on_header_value": lambda text, start, end: self._header[1].extend(text[start:end]),
            "on_header_end": self._header_ends,
            "on_part_data": self._part_goes_on,
        })  # fmt: skip

    async def begun(self) -> str:
        """Read up to the file's bytes and give its name. Raises NotAWorkout when there is none."""
        while not self._files:
            piece = await anext(self._sent, b"")
            if not piece:
                raise NotAWorkout("This form holds no file.", _NEXT_STEP)
            self._take(piece)
        return self.name

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the file's bytes. Raises NotAWorkout for a second file."""
        while self._pieces:
            yield self._pieces.popleft()
        async for piece in self._sent:
            self._take(piece)
            while self._pieces:
                yield self._pieces.popleft()

    def _take(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as problem:
            raise NotAWorkout("This form cannot be read.", _NEXT_STEP) from problem
        if self._files > 1:
            raise NotAWorkout("This form holds several files.", "Send each one by itself.")

    def _part_begins(self) -> None:
        self._is_file = False

    def _header_ends(self) -> None:
        name, value = map(bytes, self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() != b"content-disposition":
            return
        _, options = parse_options_header(value)
        if b"filename" in options:
            self._is_file, self._files = True, self._files + 1
            self.name = self.name or options[b"filename"].decode(errors="replace")

    def _part_goes_on(self, text: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._pieces.append(text[start:end])
