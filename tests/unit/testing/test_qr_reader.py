import numpy as np
import pytest

from fitglue.testing.qr_reader import text_of

segno = pytest.importorskip("segno")


@pytest.mark.parametrize("mask", range(8))
@pytest.mark.parametrize("length", [5, 40, 80, 150, 180])
def test_what_was_drawn_is_read(length: int, mask: int) -> None:
    text = ("fitglue://pair?server=http%3A%2F%2F127.0.0.1%3A8420&code=" * 4)[:length]
    drawn = segno.make(text, error="m", micro=False, mask=mask, mode="byte")
    modules = np.array(list(drawn.matrix_iter(border=4)), np.uint8)
    assert text_of(np.kron(255 * (1 - modules), np.ones((5, 5), np.uint8))) == text


def test_a_picture_without_a_code_has_none() -> None:
    with pytest.raises(ValueError, match="no QR code"):
        text_of(np.full((200, 200), 255, np.uint8))
