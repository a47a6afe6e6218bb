"""The list of activities: lines as they are read, gathered by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fitglue.domain import figures
from fitglue.domain.sport import Sport, sport_words
from fitglue.web.activity_calendar import Calendar
from fitglue.web.activity_filters import Asked
from fitglue.web.languages import gettext
from fitglue.web.lines import ActivityLine, Units
from fitglue.web.words import month, near_day, plural


@dataclass(frozen=True, slots=True)
class Line:
    """One activity as two lines of text and a few figures; `tone` is the colour of its news."""

    id: str
    title: str
    told: str
    distance: str
    time: str
    heart_rate: str
    tone: str
    news: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month's lines; `name` is empty where it goes on from lines shown before."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of a list. `older` is the address of the next ones.

    `mark` is the state of the top of the list: another mark, other lines.
    """

    months: list[Month]
    older: str
    mark: str
    is_rest: bool = False  # lines were shown before

    @property
    def last_month(self) -> str:
        """Name the month of the last line, so that the next lines need not repeat it."""
        return next((month.name for month in reversed(self.months) if month.name), "")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can choose from in filters: values and their names."""

    sports: tuple[tuple[Sport, int], ...]
    sources: list[tuple[str, str]]
    writers: list[str]
    targets: list[tuple[str, str]]
    presets: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Emptied:
    """A filter without which something fits, how much, and the address."""

    words: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """An activity in the gallery. `outline` is the path of its picture, a route or a line."""

    line: Line
    outline: str
    is_route: bool
    sport: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures, and the address of the next ones."""

    cards: list[Card]
    older: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The whole page of a selection, in one of its views."""

    asked: Asked
    total: int
    words: str
    choices: Choices
    emptied: list[Emptied]
    listing: Listing | None = None
    calendar: Calendar | None = None
    gallery: Gallery | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether there is nothing at all yet."""
        return not self.total and not self.choices.sports


def months_of(
    lines: Iterable[ActivityLine],
    units: Units,
    today: date,
    shown_month: str = "",
    *,
    is_by_time: bool = True,
) -> list[Month]:
    """Gather lines by month; the first is nameless when it is the one shown last.

    In another order than that of time, all are one nameless month's.
    """
    if not is_by_time:
        return [Month("", [line_of(line, units, today) for line in lines])]
    gathered = groupby(lines, key=lambda line: month(line.local_start))
    return [
        Month("" if name == shown_month else name, [line_of(line, units, today) for line in own])
        for name, own in gathered
    ]


def line_of(line: ActivityLine, units: Units, today: date) -> Line:
    """Write one activity's line."""
    kind = sport_words(line.sport, indoor=line.indoor, is_open_water=line.is_open_water)
    swum = line.sport.key == "swimming"
    metres = line.distance_m
    tone, news = _news(line)
    return Line(
        id=line.id,
        title=line.title,
        told=f"{kind} · {near_day(line.local_start, today)}",
        distance="" if metres is None else figures.distance(metres, units, swum=swum).text,
        time=figures.duration(line.timer_s),
        heart_rate=""
        if line.avg_hr_bpm is None
        else gettext(
            "%(avg_hr_bpm)s\N{NO-BREAK SPACE}bpm", avg_hr_bpm=format(line.avg_hr_bpm, ".0f")
        ),
        tone=tone,
        news=news,
    )


def _news(line: ActivityLine) -> tuple[str, str]:
    """Say what became of its deliveries; what needs a person comes first."""
    if line.asking:
        return "warn", gettext("asks you")
    if line.refused:
        return "warn", gettext(
            "%(refused)s not sent", refused=line.refused
        ) if line.refused > 1 else gettext("not sent")
    if line.waiting:
        return "idle", gettext(
            "%(waiting)s waiting", waiting=line.waiting
        ) if line.waiting > 1 else "waiting"
    if line.sent:
        return "ok", plural(line.sent, "file", "sent") if line.sent > 1 else "sent"
    return "idle", gettext("kept here")
