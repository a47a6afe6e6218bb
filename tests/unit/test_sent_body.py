"""A body is packed while it comes, and turned away before it has come."""

import gzip
import hashlib

import pytest

from fitglue.domain.errors import Damaged, NotAWorkout, TooBig
from fitglue.formats import sent_body
from fitglue.formats.packing import unpacked
from fitglue.formats.sent_body import PackedBody, SentBody

PLAIN = b'{"data": {"workouts": [' + b'{"name": "Outdoor Run"},' * 50_000 + b"{}]}}"


def packed(content: bytes, encoding: str = "", step: int = 4_096) -> PackedBody:
    body = SentBody(encoding)
    for at in range(0, len(content), step):
        body.take(content[at : at + step])
    return body.end()


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "GZIP"])
def test_a_body_is_kept_as_it_is_and_named_by_its_content(encoding: str) -> None:
    sent = gzip.compress(PLAIN, mtime=0) if encoding.lower() == "gzip" else PLAIN
    body = packed(sent, encoding)
    assert unpacked(body.zstd) == PLAIN
    assert body.content_hash == hashlib.sha256(PLAIN).hexdigest()
    assert body.size_bytes == len(PLAIN)


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_pieces_of_any_length_make_one_body(step: int) -> None:
    content = PLAIN[:2_000]
    sent = gzip.compress(content, mtime=0)
    assert packed(sent, "gzip", step).content_hash == packed(content).content_hash


def test_a_bomb_is_turned_away_long_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_body, "LARGEST_SENT", 2 << 20)
    bomb = gzip.compress(b"{" + b" " * (16 << 20), mtime=0)
    with pytest.raises(TooBig):
        packed(bomb, "gzip")


def test_a_hundred_megabytes_are_not_too_much() -> None:
    assert sent_body.LARGEST_SENT >= 100 * 10**6


@pytest.mark.parametrize("content", [b"", b"  ", b"--form\r\nContent-Disposition", b"PK\x03\x04"])
def test_what_is_no_json_is_turned_away_with_a_next_step(content: bytes) -> None:
    with pytest.raises(NotAWorkout) as caught:
        packed(content)
    assert "JSON" in caught.value.next_step


def test_spaces_and_a_byte_order_mark_may_come_first() -> None:
    assert packed(b"\xef\xbb\xbf \n {}").size_bytes == 8


def test_a_gzip_that_was_cut_short_is_said_to_be() -> None:
    for sent in (gzip.compress(PLAIN, mtime=0)[:-9], PLAIN):
        with pytest.raises(Damaged):
            packed(sent, "gzip")


def test_another_packing_is_not_known() -> None:
    with pytest.raises(NotAWorkout):
        SentBody("br")
