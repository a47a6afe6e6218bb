"""Entries of a zip, unpacked in bounded blocks: whole, cut, broken, and lying."""

import io
import threading
import zlib
from collections.abc import Iterator
from itertools import repeat

import pytest

from fitglue.domain.errors import Damaged, FitGlueError, Hostile
from fitglue.formats.apple_export.container import inflate
from fitglue.formats.apple_export.container.inflate import DEFLATED, STORED, inflated, read_ahead

TEXT = b"".join(b"<Record value='%d'/>\n" % (n * n) for n in range(60_000))


@pytest.fixture(params=["igzip", "zlib"])
def inflater(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with either inflater."""
    if request.param == "zlib":
        monkeypatch.setattr(inflate, "isal_zlib", None)


pytestmark = pytest.mark.usefixtures("inflater")


def packed(text: bytes = TEXT) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


def entry(raw: bytes, *, size: int = len(TEXT), packed_size: int = -1) -> Iterator[bytes]:
    return inflated(
        io.BytesIO(raw),
        compression=DEFLATED,
        compressed_size=len(raw) if packed_size < 0 else packed_size,
        expected_size=size,
        expected_crc=zlib.crc32(TEXT),
        block_size=100_000,
    )


def collected(blocks: Iterator[bytes]) -> tuple[bytes, FitGlueError | None]:
    """Collect what came before an error, too."""
    read = bytearray()
    while True:
        try:
            read += next(blocks)
        except StopIteration:
            return bytes(read), None
        except FitGlueError as error:
            return bytes(read), error


def test_a_packed_entry_comes_out_whole_and_in_bounded_blocks() -> None:
    blocks = list(entry(packed()))
    assert b"".join(blocks) == TEXT
    assert max(map(len, blocks)) <= 100_000


def test_bytes_behind_the_entry_are_left_alone() -> None:
    raw = packed()
    text, error = collected(entry(raw + b"PK the next entry", packed_size=len(raw)))
    assert (text, error) == (TEXT, None)


def test_a_stored_entry_comes_out_as_it_is() -> None:
    blocks = inflated(
        io.BytesIO(TEXT + b"PK"),
        compression=STORED,
        compressed_size=len(TEXT),
        expected_size=len(TEXT),
        expected_crc=zlib.crc32(TEXT),
        block_size=70_000,
    )
    assert b"".join(blocks) == TEXT


def test_a_bare_file_has_nothing_to_be_checked_against() -> None:
    blocks = inflated(
        io.BytesIO(TEXT),
        compression=STORED,
        compressed_size=len(TEXT),
        expected_size=None,
        expected_crc=None,
    )
    assert b"".join(blocks) == TEXT


@pytest.mark.parametrize("compression", [DEFLATED, STORED])
def test_a_file_cut_short_gives_everything_before_the_cut(compression: int) -> None:
    raw = packed() if compression == DEFLATED else TEXT
    blocks = inflated(
        io.BytesIO(raw[: len(raw) // 2]),
        compression=compression,
        compressed_size=len(raw),
        expected_size=len(TEXT),
        expected_crc=zlib.crc32(TEXT),
    )
    text, error = collected(blocks)
    assert isinstance(error, Damaged)
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) // 3


def test_a_broken_middle_gives_everything_before_it() -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    half = len(TEXT) // 2
    raw = packer.compress(TEXT[:half]) + packer.flush(zlib.Z_FULL_FLUSH)
    text, error = collected(entry(raw + b"\xff" * 99))  # there is no block of type 3
    assert isinstance(error, Damaged)
    assert TEXT[:half].startswith(text)
    assert len(text) > half - 2_048


def test_a_wrong_checksum_is_told_after_the_last_byte() -> None:
    other = TEXT.replace(b"3600", b"3601", 1)
    text, error = collected(entry(packed(other)))
    assert text == other
    assert isinstance(error, Damaged)


def test_an_entry_shorter_than_the_zip_says_is_damaged() -> None:
    text, error = collected(entry(packed(), size=len(TEXT) + 1))
    assert text == TEXT
    assert isinstance(error, Damaged)


def test_an_entry_that_grows_beyond_what_the_zip_says_is_hostile() -> None:
    text, error = collected(entry(packed(), size=150_000))
    assert isinstance(error, Hostile)
    assert len(text) <= 150_000


def test_a_method_that_nobody_reads_is_named() -> None:
    with pytest.raises(Damaged, match="method 9"):
        next(
            inflated(
                io.BytesIO(b""),
                compression=9,
                compressed_size=0,
                expected_size=0,
                expected_crc=None,
            )
        )


def test_calming_the_allocator_is_safe_to_repeat() -> None:
    inflate.quiet_allocator()
    inflate.quiet_allocator()
    assert b"".join(entry(packed())) == TEXT


def test_blocks_read_ahead_are_the_same_and_an_error_comes_in_its_place() -> None:
    def blocks() -> Iterator[bytes]:
        yield from (b"one", b"two", b"three")
        raise Damaged("broken behind the third")

    ahead = read_ahead(blocks())
    assert [next(ahead) for _ in range(3)] == [b"one", b"two", b"three"]
    with pytest.raises(Damaged, match="behind the third"):
        next(ahead)


def test_whoever_stops_reading_ahead_ends_its_thread() -> None:
    before = threading.active_count()
    ahead = read_ahead(repeat(b"again"))
    assert next(ahead) == b"again"
    assert threading.active_count() == before + 1
    ahead.close()
    assert threading.active_count() == before
