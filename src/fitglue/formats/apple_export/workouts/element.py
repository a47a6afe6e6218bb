"""One `<Workout>` of an export as an element tree, however it was written.

Well-formed text goes through ElementTree. What that refuses is repaired in a fixed order: control
characters, invalid UTF-8 and unknown entities become harmless characters; and if it still does not
parse, every tag is read on its own, so that an attribute given twice costs nothing but itself.
"""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
    fromstring,
)

from fitglue.domain.errors import Damaged, TooBig
from fitglue.formats.apple_export.advice import EXPORT_AGAIN
from fitglue.formats.apple_export.routes.inline import Builder, RouteElement, element_of

#: For `bytes.translate`: control characters become spaces.
_CONTROL = bytes(c if c >= 32 or c in b"\t\n\r" else 32 for c in range(256))  # noqa: PLR2004 - ASCII
# Of an activity's automatic splits nothing is read (`events`), and they are half of its elements.
_SEGMENT = re.compile(
    r'<WorkoutEvent type="HKWorkoutEventTypeSegment"(?: [A-Za-z]++="[^"<>]*+")*+/>'
)
_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcC]|[eE]|1[\da-fA-F]));"
)
_TAG = re.compile(
    r"<!--(?:(?!-->).)*+|<(?P<close>/)?(?P<name>[A-Za-z_][\w.:-]*+)"
    r"(?P<attributes>[^\"'<>]*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\"'<>]*+)*+)>",
    re.DOTALL,
)
# A run of anything but quotes and `=` is always used up, named or not: no text takes long.
_ATTRIBUTE = re.compile(r"([^=\"'<>]++)(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'))?+")
#: Deeper than any element of an export; a tower of tags is an attack.
_DEEPEST = 32
#: A day of one inline position a second with some room; a usual workout has fifty.
_MOST_ELEMENTS = 90_000
_MOST_BYTES = 20 << 20


def workout_element(raw: bytes) -> Element:
    """Read the text of one workout. Raises Damaged without an element in it, TooBig with crowds."""
    if len(raw) > _MOST_BYTES or raw.count(b"<") - raw.count(b"</") > _MOST_ELEMENTS:
        raise TooBig("A workout in this export holds more than a day can.", EXPORT_AGAIN)
    text = raw.translate(_CONTROL).decode("utf-8", errors="replace")
    if "&" in text:
        text = _CONTROL_REFERENCE.sub(" ", _REFERENCE.sub("&amp;", text))
    text = _SEGMENT.sub("", text)
    try:
        builder = Builder() if "<Location" in text else TreeBuilder()
        return fromstring(text, parser=XMLParser(target=builder))  # noqa: S314 - as above: no document type
    except ParseError:
        return _tag_by_tag(text)


def head(raw: bytes) -> dict[str, str]:
    """Give the attributes of the first tag alone, without reading the rest."""
    text = raw[:65536].translate(_CONTROL).decode("utf-8", errors="replace")
    match = _TAG.match(text.lstrip())
    return _attributes(match["attributes"]) if match else {}


def _tag_by_tag(text: str) -> Element:
    """Build the tree from tags alone; a tag that nobody closes ends with its parent."""
    found: Element | None = None
    inside: list[Element] = []
    for match in _tags(text):
        if match["close"]:
            _close(inside, match["name"])
        elif len(inside) < _DEEPEST:
            opened = _open(inside, match["name"], _attributes(match["attributes"]))
            found = opened if found is None else found
            if opened is not None and not match["attributes"].endswith("/"):
                inside.append(opened)
    if found is None:
        raise Damaged("A workout in this export is unreadable.")
    return found


def _open(inside: list[Element], name: str, attributes: dict[str, str]) -> Element | None:
    """Add an element to the innermost one; a position of a route is none."""
    parent = inside[-1] if inside else None
    if name == "Location" and isinstance(parent, RouteElement):
        parent.add(attributes)
        return None
    element = element_of(name, attributes)
    if parent is not None:
        parent.append(element)
    return element


def _tags(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _TAG.finditer(text) if match["name"])


def _close(inside: list[Element], name: str) -> None:
    """Leave the innermost open element of that name and all it holds; ignore a stray end."""
    for depth in range(len(inside) - 1, -1, -1):
        if inside[depth].tag == name:
            del inside[depth:]
            return


def _attributes(text: str) -> dict[str, str]:
    """Read attributes, the first of a name winning.

    iOS 16 wrote the end of some statistics as a second `startDate`: that one is the end.
    """
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        name = found[1].strip(" \t\r\n/")
        if not name or found.lastindex == 1:
            continue
        value = unescape(found[found.lastindex or 1])
        if name == "startDate" and name in attributes:
            attributes.setdefault("endDate", value)
        attributes.setdefault(name, value)
    return attributes
