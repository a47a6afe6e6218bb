"""Which language a page speaks: what the browser was told here, else what it asks for.

English needs no catalogue: its sentences are the messages. Others lie in `fitglue/locale`, one
folder each, as gettext keeps them (`de/LC_MESSAGES/fitglue.mo`). Why: docs/decisions/0042.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import GNUTranslations, NullTranslations
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

LOCALE = Path(__file__).parents[1] / "locale"
DOMAIN = "fitglue"
COOKIE = "fitglue_language"
#: Languages written from right to left, by the first part of their tag.
_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
_MOST_WISHES = 12


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its BCP 47 tag, its own name, and its messages."""

    tag: str
    name: str
    messages: NullTranslations = field(repr=False)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Tell where its lines begin."""
        return "rtl" if self.tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def marked(message: str) -> str:
    """Leave a message as it is, for the catalogue; it is translated where it is shown."""
    return message


# For translators: the name of your language, in itself.
ENGLISH = Language("en", marked("English"), NullTranslations())
_SPOKEN: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def installed(folder: Path = LOCALE) -> Mapping[str, Language]:
    """Give the languages that have a catalogue, by their tags, English first."""
    found = {ENGLISH.tag: ENGLISH}
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")):
        with path.open("rb") as file:
            messages = GNUTranslations(file)
        tag = path.parts[-3].replace("_", "-")
        found[tag] = Language(tag, messages.gettext("English"), messages)
    return found


def chosen(languages: Mapping[str, Language], own: str, accepted: str) -> Language:
    """Choose the language that was asked for here (`own`), else the best of Accept-Language."""
    for wish in (own, *_wishes(accepted)):
        exact = next((tag for tag in languages if tag.lower() == wish), "")
        first = wish.partition("-")[0]
        near = next((tag for tag in languages if tag.lower().partition("-")[0] == first), "")
        if found := languages.get(exact or near):
            return found
    return ENGLISH


def _wishes(accepted: str) -> list[str]:
    """Read Accept-Language (RFC 9110, 12.5.4), the dearest wish first."""
    wishes: list[tuple[float, str]] = []
    for part in accepted.split(",")[:_MOST_WISHES]:
        tag, _, weight = part.partition(";")
        try:
            q = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if q > 0 and tag.strip():
            wishes.append((-q, tag.strip().lower()))
    return [tag for _, tag in sorted(wishes, key=lambda wish: wish[0])]


def spoken() -> Language:
    """Give the language of what is being answered."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Answer in `language` while the block runs."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def gettext(message: str, **values: object) -> str:
    """Say a message in the language of what is being answered, with `values` at their places."""
    told = spoken().messages.gettext(message) if message else ""  # "" is a catalogue's head
    return told % values if values else told


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Say a message about a number of things, with `values` at their places."""
    told = spoken().messages.ngettext(one, many, number)
    return told % values if values else told


def pgettext(context: str, message: str) -> str:
    """Say a message whose word means different things in different places."""
    return spoken().messages.pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """Say a message about a number of things in one of its meanings."""
    return spoken().messages.npgettext(context, one, many, number)


class Speaking:
    """Lets every request be answered in the language of its browser."""

    def __init__(self, app: ASGIApp, languages: Mapping[str, Language]) -> None:
        self.app, self.languages = app, languages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        accepted = headers.get("accept-language", "")
        own = _own(headers.get("cookie", ""))
        with speaking(chosen(self.languages, own, accepted)):
            await self.app(scope, receive, send)


def _own(cookies: str) -> str:
    if COOKIE not in cookies:
        return ""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value.lower() if found else ""
