"""Answers the address of a list: its lines, its calendar or its gallery, and what to narrow by."""

from dataclasses import dataclass
from datetime import date

from fitglue.domain.sport import sport_words
from fitglue.store import Store
from fitglue.web.activity_calendar import calendar_of
from fitglue.web.activity_filters import Asked, presets
from fitglue.web.activity_list import (
    Card,
    Choices,
    Emptied,
    Found,
    Gallery,
    Listing,
    line_of,
    months_of,
)
from fitglue.web.filter_words import source_name, sums_words, target_name
from fitglue.web.lines import ActivityPage, ActivityQuery, Person
from fitglue.web.stored_activities import activity_page, sports_of

_A_PAGE, _A_WALL = 50, 48


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown already: lines before a cursor, and the month of the last one.

    `is_part` says that the page around them is there too; without scripts it comes with each.
    """

    cursor: str = ""
    month: str = ""
    is_part: bool = False


def found(store: Store, person: Person, asked: Asked, today: date, shown: Shown) -> Found:
    """Prepare the page."""
    mark = store.activities.mark(person.id)  # before the page: what comes meanwhile is news
    last_day: date | None = None
    if asked.view == "calendar":
        sums, last_day = store.listing.sums_and_last_day(person.id, asked.selection)
        page = ActivityPage((), "", sums)
    else:
        limit = _A_WALL if asked.view == "gallery" else _A_PAGE
        query = ActivityQuery(asked.selection, asked.order, shown.cursor, limit)
        page = activity_page(store, person.id, query)
    sums = page.sums  # of the first page alone
    if shown.cursor and not shown.is_part:
        sums = store.listing.sums(person.id, asked.selection)
    number = sums.number
    return Found(
        asked=asked, total=number,
        words=sums_words(number, sums.distance_m, sums.timer_s, person.units),
        choices=choices(store, person, today),
        emptied=[] if number or shown.cursor else _emptied(store, person, asked),
        listing=_listing(page, person, asked, today, mark, shown) if asked.view == "list" else None,
        calendar=calendar_of(store, person, asked, today, last_day)
        if asked.view == "calendar" else None,
        gallery=_gallery(store, page, person, asked, today) if asked.view == "gallery" else None,
    )  # fmt: skip


def choices(store: Store, person: Person, today: date) -> Choices:
    """Give what can be chosen in the filters."""
    origins = store.listing.origins(person.id)
    return Choices(
        sports=sports_of(store, person.id),
        sources=[(one, source_name(one)) for one in origins.sources],
        writers=origins.writers,
        targets=[(one, target_name(one)) for one in origins.targets],
        presets=presets(today),
    )


def _emptied(store: Store, person: Person, asked: Asked) -> list[Emptied]:
    chips = asked.chips
    each = [asked.only(chip) for chip in chips]
    numbers = store.listing.but_for_one(person.id, each) if len(chips) > 1 else []
    return [
        Emptied(chip.words, number, chip.without)
        for chip, number in zip(chips, numbers, strict=False)
        if number
    ]


def _listing(  # noqa: PLR0913, PLR0917 - a page, and how it is told
    page: ActivityPage, person: Person, asked: Asked, today: date, mark: str, shown: Shown
) -> Listing:
    months = months_of(
        page.lines, person.units, today, shown.month, is_by_time=asked.order.is_by_time
    ) if page.lines else []  # fmt: skip
    return Listing(months, _older(asked, page), mark, is_rest=bool(shown.cursor))


def _gallery(
    store: Store, page: ActivityPage, person: Person, asked: Asked, today: date
) -> Gallery:
    outlines = store.outlines.of(person.id, [line.id for line in page.lines])
    cards = [
        Card(
            line_of(line, person.units, today), outlines.get(line.id, ""), line.has_route,
            sport_words(line.sport, indoor=line.indoor, is_open_water=line.is_open_water),
        )
        for line in page.lines
    ]  # fmt: skip
    return Gallery(cards, _older(asked, page))


def _older(asked: Asked, page: ActivityPage) -> str:
    return asked.address(cursor=page.next_cursor) if page.next_cursor else ""
