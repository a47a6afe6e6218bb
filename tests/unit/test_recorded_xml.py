"""XML of strangers: mended where that is safe, refused where it is not."""

from collections.abc import Mapping

import pytest

from fitglue.domain.errors import Hostile
from fitglue.formats.recorded_xml import as_utf8, escaped, mended, tell


class Heard:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.heard.append(f"{name}{dict(attributes) or ''}")

    def end(self, name: str, text: str) -> None:
        self.heard.append(f"/{name} {text}")


def test_names_are_told_without_prefix_and_texts_whole() -> None:
    listener = Heard()
    assert tell(b'<a:x b:c="1">h<!-- -->i&amp;<d/></a:x>', listener, 100)
    assert listener.heard == ["x{'c': '1'}", "d", "/d ", "/x "]


def test_a_text_is_kept_only_so_far() -> None:
    listener = Heard()
    assert tell(b"<a>" + b"x" * 1_000_000 + b"</a>", listener, 10)
    assert len(listener.heard[-1]) <= 4 + 20


def test_what_breaks_off_is_told_until_there() -> None:
    listener = Heard()
    assert not tell(b"<a><b>1</b><c", listener, 100)
    assert listener.heard == ["a", "b", "/b 1"]


def test_no_entity_is_ever_opened() -> None:
    for declared in ('<!ENTITY a "b">', '<!ENTITY % a SYSTEM "http://127.0.0.1:9/">'):
        with pytest.raises(Hostile, match="document type"):
            tell(f"<!DOCTYPE x [{declared}]><x>&a;</x>".encode(), Heard(), 100)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b"a & b &amp; &#169; &nbsp; &lt", b"a &amp; b &amp; &#169; &amp;nbsp; &amp;lt"),
        (b"a\x00\x0b\tb", b"a  \tb"),
        (b"\xff\xc3\xa9", "\ufffdé".encode()),
    ],
)
def test_what_no_xml_may_hold_is_replaced(document: bytes, expected: bytes) -> None:
    assert mended(document) == expected


def test_an_encoding_that_cannot_be_is_taken_for_utf_8() -> None:
    for name in ("utf-16", "idna", "hex", "punycode-x", "undefined"):
        declared = f'<?xml version="1.0" encoding="{name}"?><a>é</a>'.encode()
        assert as_utf8(declared) == declared


def test_text_is_escaped_and_what_cannot_be_written_is_a_space() -> None:
    assert escaped('a<b>"c"&\x00\ud800\r') == "a&lt;b&gt;&quot;c&quot;&amp;  &#13;"
