"""A page as data: what it says, and what can be pressed on it. Nothing here draws."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """Where a person can be."""

    WELCOME = "welcome"
    PAIR = "pair"
    SIGN_IN = "sign in"
    READING = "reading"
    HOME = "home"
    WORKOUTS = "workouts"
    HISTORY = "history"
    WHY = "why"
    REPORT = "report"
    SETTINGS = "settings"
    LEAVING = "leaving"


class Act(StrEnum):
    """What a press does; `what` says to which thing."""

    GO = "go"
    PAIR = "pair"
    SIGN_IN = "sign in"
    SIGN_OUT = "sign out"
    ASK_HEALTH = "ask health"
    OPEN_SETTINGS = "open settings"
    CHECK = "check"
    CHOOSE = "choose"
    SEND_HISTORY = "send history"
    PAUSE = "pause"
    RESUME = "resume"
    OPEN = "open"
    SHARE = "share"
    READ_AGAIN = "read again"
    MORE = "more"


class Tone(StrEnum):
    """What a colour means: nothing, done, waits, or needs somebody."""

    CALM = "calm"
    DONE = "done"
    WAITS = "waits"
    NEEDS_YOU = "needs you"


@dataclass(frozen=True, slots=True)
class Press:
    """What happens when something is pressed."""

    act: Act
    what: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; a page has at most one that is its main one."""

    label: str
    press: Press
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A quiet line above what belongs together."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and under it what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A thing with its cause and its buttons."""

    title: str = ""
    text: str = ""
    buttons: tuple[Button, ...] = ()
    tone: Tone = Tone.CALM


@dataclass(frozen=True, slots=True)
class Row:
    """Two lines of a list, a mark of how it stands, and maybe something to press."""

    title: str
    under: str = ""
    tone: Tone = Tone.CALM
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list in one card."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A line to type into. What is typed is no part of what a page is."""

    name: str
    label: str
    example: str = ""
    is_secret: bool = False
    value: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    label: str
    options: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is, from 0 to 1; None: it runs, nobody knows how far."""

    share: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons below each other."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read, select and copy."""

    text: str


Block = (
    Words | Heading | Figures | Card | Rows | Field | Choice | Progress | Buttons | Document
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What is on the screen."""

    place: Place
    title: str
    under: str = ""
    blocks: tuple[Block, ...] = ()
    back: Place | None = None
    has_tabs: bool = False


def go(label: str, place: Place, *, is_main: bool = False) -> Button:
    """Make a button that leads to another place."""
    return Button(label, Press(Act.GO, place), is_main)


def sentences(page: Page) -> list[str]:
    """Give every text of a page, in the order in which it is read."""
    told = [page.title, page.under]
    for block in page.blocks:
        told += _texts(block)
    return [one for one in told if one]


def buttons(page: Page) -> list[Button]:
    """Give every button of a page, from top to bottom."""
    return [button for block in page.blocks for button in _buttons(block)]


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Words() | Heading() | Document() | Progress():
            yield block.text
        case Card():
            yield from (block.title, block.text)
        case Figures():
            yield from (f"{one.value} {one.label}" for one in block.figures)
        case Rows():
            for row in block.rows:
                yield from (row.title, row.under)
        case Field() | Choice():
            yield block.label
        case Buttons():
            return


def _buttons(block: Block) -> Iterator[Button]:
    match block:
        case Card() | Buttons():
            yield from block.buttons
        case Rows():
            yield from (row.button for row in block.rows if row.button)
        case _:
            return
