"""Bodies of requests, unpacked within limits before anything reads them."""

import re
import zlib

import numpy as np
import zstandard

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig

#: A batch as it is sent, and as it is read.
LARGEST_SENT = 1 << 20
LARGEST_UNPACKED = 16 << 20
_DEEPEST = 16
_LARGEST_WINDOW = 32 << 20
_SPLIT = "Send it in several batches."
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_NO_BRACKETS_OR_QUOTES = bytes(set(range(256)) - set(b'[]{}"'))


def unpacked(body: bytes, encoding: str) -> bytes:
    """Unpack a body sent with a Content-Encoding. Raises TooBig, Damaged, NotAWorkout, Hostile."""
    if len(body) > LARGEST_SENT:
        raise TooBig("This batch is larger than 1 MiB.", _SPLIT)
    content = _unpacked(body, encoding.strip().lower())
    if len(content) > LARGEST_UNPACKED:
        raise TooBig("This batch holds more than 16 MiB when it is unpacked.", _SPLIT)
    check_depth(content)
    return content


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding in {"", "identity"}:
        return body
    try:
        if encoding == "gzip":
            return _gunzipped(body)
        if encoding == "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
            with reader.stream_reader(body, read_across_frames=False) as stream:
                return stream.read(LARGEST_UNPACKED + 1)
    except (zlib.error, zstandard.ZstdError) as problem:
        raise Damaged(
            f"This batch is no {encoding}: it was cut short.", "Send it again."
        ) from problem
    raise NotAWorkout("A batch may be packed with gzip or zstd only.", "Send it in one of them.")


def _gunzipped(body: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    content = unpacking.decompress(body, LARGEST_UNPACKED + 1)
    if not unpacking.eof and len(content) <= LARGEST_UNPACKED:
        raise zlib.error("it ends before its end")
    return content


def check_depth(content: bytes) -> None:
    """Refuse a tower of brackets before a parser climbs it. Raises Hostile."""
    if b"\\" not in content:  # where strings begin and end, their quotes alone tell
        content = content.translate(None, delete=_NO_BRACKETS_OR_QUOTES)
    if content.count(b"[") + content.count(b"{") <= _DEEPEST:
        return
    brackets = _STRING.sub(b"", content).translate(None, delete=_NO_BRACKETS)
    opens = np.isin(np.frombuffer(brackets, np.uint8), list(b"[{"))
    if np.where(opens, 1, -1).cumsum(dtype=np.int32).max(initial=0) > _DEEPEST:
        raise Hostile("This batch is nested deeper than anything a phone sends.")
