"""Texts with blanks that people write: "{distance}[ in {place}]".

A name in braces is filled in; of several, "{name|sport}", the first that has something to say.
What stands in square brackets goes when a blank in it stays empty, and its neighbours with it;
brackets may stand inside others, and brackets without a blank are just brackets. Two braces are
one: "{{" is "{".
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{|\}\}|\{[^{}\[\]]*\}|[\[\]{}]")
_LOOSE_ENDS = " \t\n\N{NO-BREAK SPACE},;:·•|/\N{EN DASH}\N{EM DASH}-"


class BadTemplate(ValueError):
    """A template that cannot be filled in, and why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Names in braces: the first that has something to say counts."""

    names: tuple[str, ...]

    def said(self, value: Callable[[str], str]) -> str:
        """Give the first value that is there."""
        return next((text for name in self.names if (text := value(name).strip())), "")


@dataclass(frozen=True, slots=True)
class Bracketed:
    """What stands in square brackets."""

    parts: "Parts"

    @property
    def blanks(self) -> bool:
        """Tell whether there is anything to fill in inside."""
        return any(
            isinstance(part, Blank) or (isinstance(part, Bracketed) and part.blanks)
            for part in self.parts
        )


Parts = tuple["str | Blank | Bracketed", ...]


def parsed(template: str, known: Collection[str]) -> Parts:
    """Read a template with blanks of these names. Raises BadTemplate."""
    parts, rest = _parts(list(_tokens(template)), known)
    if rest:
        raise BadTemplate("There is a “]” without a “[” before it.")
    return parts


def names_in(parts: Parts) -> Iterator[str]:
    """Give the names of all blanks, in order."""
    for part in parts:
        if isinstance(part, Blank):
            yield from part.names
        elif isinstance(part, Bracketed):
            yield from names_in(part.parts)


def filled(parts: Parts, value: Callable[[str], str]) -> str:
    """Fill in the blanks. Spaces that have lost their word, and commas at the ends, go."""
    text = _joined(parts, value)
    return re.sub(r"[ \t]+", " ", text).strip(_LOOSE_ENDS)


def checked(template: str, known: Collection[str]) -> str:
    """Give the template back. Raises BadTemplate when it cannot be filled in."""
    parsed(template, known)
    return template


def fill(template: str, values: Mapping[str, str]) -> str:
    """Read and fill in at once. Raises BadTemplate."""
    return filled(parsed(template, values), values.__getitem__)


def _joined(parts: Parts, value: Callable[[str], str]) -> str:
    texts = []
    for part in parts:
        match part:
            case Blank():
                texts.append(part.said(value))
            case Bracketed(inner):
                texts.append(_bracketed(part, inner, value))
            case str():
                texts.append(part)
    return "".join(texts)


def _bracketed(part: Bracketed, inner: Parts, value: Callable[[str], str]) -> str:
    if not part.blanks:
        return f"[{_joined(inner, value)}]"
    own = [blank.said(value) for blank in inner if isinstance(blank, Blank)]
    inside = [one for one in inner if isinstance(one, Bracketed) and one.blanks]
    if not all(own):
        return ""
    if not own and not any(_joined((one,), value) for one in inside):
        return ""  # all that could be said was in brackets of its own
    return _joined(inner, value)


def _tokens(template: str) -> Iterator[str]:
    """Give braces, brackets and blanks each alone, and the text between them."""
    at = 0
    for match in _TOKEN.finditer(template):
        if match.start() > at:
            yield template[at : match.start()]
        yield match[0]
        at = match.end()
    if at < len(template):
        yield template[at:]


def _parts(tokens: list[str], known: Collection[str], depth: int = 0) -> tuple[Parts, list[str]]:
    """Read up to the end, or up to the bracket that closes this one; give what is left too."""
    parts: list[str | Blank | Bracketed] = []
    while tokens:
        piece, *tokens = tokens
        if piece == "]":
            return tuple(parts), (tokens if depth else [piece])
        if piece == "[":
            inner, tokens = _parts(tokens, known, depth + 1)
            parts.append(Bracketed(inner))
        else:
            parts.append(_part(piece, known))
    if depth:
        raise BadTemplate("A “[” has no “]” after it.")
    return tuple(parts), []


def _part(piece: str, known: Collection[str]) -> str | Blank:
    if piece in {"{{", "}}"}:
        return piece[0]
    if piece == "{":
        raise BadTemplate("A “{” has no “}” after it. For a brace in the text, write “{{”.")
    if piece == "}":
        raise BadTemplate("There is a “}” without a “{” before it. For a brace, write “}}”.")
    if not piece.startswith("{"):
        return piece
    names = tuple(name.strip() for name in piece[1:-1].split("|"))
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise BadTemplate(_unknown(unknown, known))
    return Blank(names)


def _unknown(name: str, known: Collection[str]) -> str:
    """Say which name was probably meant."""
    if not name:
        return "“{}” names nothing. Put a name between the braces."
    near = difflib.get_close_matches(name.lower().replace(" ", "_"), known, n=1, cutoff=0.5)
    advice = f"Did you mean {{{near[0]}}}?" if near else "The help lists all names."
    return f"Nothing is called {{{name}}}. {advice}"
