"""XML that devices and programs write, read without trust and mended where that is safe.

Nothing outside the file is ever opened, and a document type or an entity is refused before it can
grow (https://cwe.mitre.org/data/definitions/776.html). What people's files do suffer from is
mended: space before the declaration, a wrong or rare encoding, control characters, a bare `&`.
"""

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol
from xml.parsers import expat

from fitglue.domain.errors import Hostile, TooBig

#: Larger files are no workouts: a week at one point a second, with everything, has 200 MB.
LARGEST = 256 << 20
_DEEPEST = 64
_HEAD = 1 << 10
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_AS_THEY_ARE = {"utf-8", "ascii"}
_WIDE = ("utf-16", "utf-32")  # no encoding of bytes that begin with a plain `<`
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BARE_AMPERSAND = re.compile(rb"&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")


class Listener(Protocol):
    """Told of elements in their order, by their names without a prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag; the names of its attributes have no prefix either."""
        ...

    def end(self, name: str, text: str) -> None:
        """Take an end tag, with the text since the last tag."""
        ...


@lru_cache(maxsize=1_000)
def local(name: str) -> str:
    """Take the prefix off a name."""
    return name.rpartition(":")[2]


def as_utf8(content: bytes) -> bytes:
    """Give a document in UTF-8, whatever it declares, without what stands before it.

    An encoding that nobody knows is taken for UTF-8. Raises TooBig.
    """
    if len(content) > LARGEST:
        raise TooBig(
            f"This file has {len(content) >> 20} MB, and {LARGEST >> 20} MB are the most.",
            "Export the activities one by one.",
        )
    encoding = _encoding(content)
    if encoding != "utf-8":
        content = content.decode(encoding, "replace").encode("utf-8", "replace")
    return content.removeprefix(codecs.BOM_UTF8).lstrip()


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    declared = _DECLARED.search(content[:_HEAD])
    if declared is None:
        return "utf-8"
    try:
        found = codecs.lookup(declared[1].decode("ascii"))
        b"<".decode(found.name, "replace")  # some codecs are no encodings of text, and say so here
    except (LookupError, ValueError):
        return "utf-8"
    usual = found.name in _AS_THEY_ARE or found.name.startswith(_WIDE)
    return "utf-8" if usual else found.name


def mended(document: bytes) -> bytes:
    """Replace what no XML may hold: broken UTF-8, control characters, a bare `&`."""
    valid = document.decode("utf-8", "replace").encode()
    return _BARE_AMPERSAND.sub(b"&amp;", _FORBIDDEN.sub(b" ", valid))


def tell(document: bytes, listener: Listener, longest_text: int) -> bool:
    """Tell a listener all of a document in UTF-8; False when it breaks off or is broken there.

    Of a text no more than `longest_text` characters or a little more are kept. Raises Hostile for
    a document type, an entity, or endless nesting, and what the listener raises.
    """
    teller = _Teller(listener, longest_text)
    parser = expat.ParserCreate("utf-8")  # whatever it declares: it has been decoded
    parser.buffer_text = True
    parser.StartElementHandler = teller.start
    parser.EndElementHandler = teller.end
    parser.CharacterDataHandler = teller.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(document, True)  # noqa: FBT003 - "this is the end", expat's own signature
    except expat.ExpatError:
        return False
    return True


def _refuse(*_: Any) -> None:
    raise Hostile("This file declares a document type or an entity, which no workout needs.")


class _Teller:
    """Gathers text between tags, and counts how deep it is."""

    def __init__(self, listener: Listener, longest_text: int) -> None:
        self._listener = listener
        self._longest_text = longest_text
        self._text = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Hostile("This file nests its elements without end.")
        self._text = ""
        if attributes and ":" in "".join(attributes):
            attributes = {local(key): value for key, value in attributes.items()}
        self._listener.start(local(name), attributes)

    def text(self, text: str) -> None:
        if len(self._text) < self._longest_text:
            self._text += text[: self._longest_text]

    def end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(local(name), self._text)
        self._text = ""


#: What no XML 1.0 may hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Write a text for XML, inside an element or an attribute in double quotes."""
    plain = _UNWRITABLE.sub(" ", text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        plain = plain.replace(character, entity)
    return plain.replace("\r", "&#13;")
