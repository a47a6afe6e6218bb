"""The address of a list: which activities it asks for, and the chips that take a filter away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, cast, get_args
from urllib.parse import urlencode

from fitglue.domain.figures import M_PER_KM, M_PER_MILE, Units, units_of
from fitglue.domain.selection import Missing, Order, Selection, Sent
from fitglue.domain.sport import by_key
from fitglue.web.filter_words import SENT_WORDS, day_of, month_end, range_words, words_of
from fitglue.web.languages import gettext

View = Literal["list", "calendar", "gallery"]
Pairs = tuple[tuple[str, str], ...]
_SEVERAL = ("sport", "source", "writer", "without")
_ONE = (
    "text", "since", "until", "least", "most", "least_min", "most_min", "sent", "target",
    "overlapping",
)  # fmt: skip
_RANGES = ("least", "most")
_MISSING: tuple[Missing, ...] = get_args(Missing)
_S_PER_MINUTE = 60.0
_MOST_NUMBER = 1e7


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, in words, and the address without it."""

    name: str
    words: str
    without: str
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `pairs` are its filters as they stand in it, `units` theirs."""

    selection: Selection
    order: Order
    view: View
    at: str
    pairs: Pairs
    units: Units

    def values(self, name: str) -> list[str]:
        """Give what is chosen of a filter."""
        return [value for key, value in self.pairs if key == name]

    def value(self, name: str) -> str:
        """Give what is chosen of a filter that has one value."""
        return next(iter(self.values(name)), "")

    def address(self, **changes: str) -> str:
        """Give the address, with some of its parts changed; an empty value takes one out."""
        pairs = tuple(pair for pair in self.pairs if pair[0] not in changes)
        kept = [(name, value) for name, value in self.with_filters(pairs) if name not in changes]
        return _address([*kept, *((name, value) for name, value in changes.items() if value)])

    @property
    def query(self) -> str:
        """Give the part of the address behind the question mark."""
        return urlencode(list(self.parts))

    @property
    def cleared(self) -> str:
        """Give the address of everything, in the same view and order."""
        return _address(self.with_filters(()))

    @property
    def parts(self) -> Pairs:
        """Give all parts of the address that say something."""
        return self.with_filters(self.pairs)

    def with_filters(self, pairs: Pairs) -> Pairs:
        """Give the parts of the address with other filters."""
        how = {
            "sort": self.order.value if self.order is not Order.NEWEST else "",
            "view": self.view if self.view != "list" else "", "at": self.at,
        }  # fmt: skip
        units = [("units", self.units)] if {*_RANGES} & {name for name, _ in pairs} else []
        return (*pairs, *units, *((name, value) for name, value in how.items() if value))

    def toggled(self, name: str, value: str) -> str:
        """Give the address with a value of a filter added, or taken out."""
        pair = (name, value)
        pairs = self._without([pair]) if pair in self.pairs else (*self.pairs, pair)
        return _address(self.with_filters(pairs))

    def _without(self, pairs: Iterable[tuple[str, str]]) -> Pairs:
        gone = set(pairs)
        return tuple(one for one in self.pairs if one not in gone)

    @property
    def chips(self) -> list[Chip]:
        """Give the filters that are on."""
        return [
            Chip(pairs[0][0], words, _address(self.with_filters(self._without(pairs))), pairs)
            for words, pairs in self._told()
        ]

    def only(self, chip: Chip) -> Selection:
        """Give the selection of one filter alone."""
        return asked_of(self.with_filters(chip.pairs), self.units).selection

    def _told(self) -> Iterable[tuple[str, Pairs]]:
        ranged = (("since", "until"), _RANGES, ("least_min", "most_min"), ("sent", "target"))
        together = {name: names for names in ranged for name in names}
        told: set[str] = set()
        for pair in self.pairs:
            name = pair[0]
            if name in told:
                continue
            names = together.get(name)
            if names is None:
                yield words_of(*pair), (pair,)
                continue
            told |= set(names)
            pairs = tuple(one for one in self.pairs if one[0] in names)
            yield range_words(names, dict(pairs), self.units), pairs


def asked_of(parts: Iterable[tuple[str, str]], own_units: Units) -> Asked:
    """Read an address. Whatever it does not understand of it asks for nothing.

    Distances are in the units that the address names, else in the person's own.
    """
    told = [(name, value.strip()) for name, value in parts if value.strip()]
    last = dict(told)
    units = units_of(last["units"]) if "units" in last else own_units
    pairs = tuple(
        dict.fromkeys(
            pair
            for pair in told
            if pair[0] in _SEVERAL or (pair[0] in _ONE and last[pair[0]] == pair[1])
        )
    )
    asked = Asked(
        Selection(), _order(last.get("sort", "")), _view(last.get("view", "")),
        last.get("at", "")[:7], tuple(pair for pair in pairs if _is_good(*pair)), units,
    )  # fmt: skip
    return replace(asked, selection=_selection(asked))


def _selection(asked: Asked) -> Selection:
    each_m = M_PER_KM if asked.units == "metric" else M_PER_MILE
    return Selection(
        text=asked.value("text"),
        sports=tuple(by_key(key).key for key in asked.values("sport")),
        since=day_of(asked.value("since")), until=day_of(asked.value("until")),
        least_m=_number(asked.value("least"), each_m), most_m=_number(asked.value("most"), each_m),
        least_s=_number(asked.value("least_min"), _S_PER_MINUTE),
        most_s=_number(asked.value("most_min"), _S_PER_MINUTE),
        sources=tuple(asked.values("source")), writers=tuple(asked.values("writer")),
        sent=cast("Sent", asked.value("sent")), target=asked.value("target"),
        without=tuple(one for one in _MISSING if one in asked.values("without")),
        overlapping=bool(asked.value("overlapping")),
    )  # fmt: skip


def _is_good(name: str, value: str) -> bool:
    match name:
        case "since" | "until":
            return day_of(value) is not None
        case "least" | "most" | "least_min" | "most_min":
            return _number(value, 1.0) is not None
        case "sent":
            return value in SENT_WORDS
        case "without":
            return value in _MISSING
        case _:
            return "\0" not in value


def presets(today: date) -> list[tuple[str, str, str]]:
    """Give spans of days that people ask for, with their first and last day."""
    this_month = today.replace(day=1)
    last_month_end = this_month - timedelta(days=1)
    year = today.year
    spans = [
        (gettext("Last 30 days"), today - timedelta(days=29), today),
        (gettext("This month"), this_month, month_end(today)),
        (gettext("Last month"), last_month_end.replace(day=1), last_month_end),
        (gettext("This year"), date(year, 1, 1), date(year, 12, 31)),
        (gettext("Last year"), date(year - 1, 1, 1), date(year - 1, 12, 31)),
    ]
    return [(name, since.isoformat(), until.isoformat()) for name, since, until in spans]


def _order(name: str) -> Order:
    return Order(name) if name in set(Order) else Order.NEWEST


def _view(name: str) -> View:
    return cast("View", name) if name in get_args(View) else "list"


def _number(written: str, each: float) -> float | None:
    try:
        number = float(written.replace(",", "."))
    except ValueError:
        return None
    return number * each if 0 <= number <= _MOST_NUMBER else None


def _address(parts: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(parts))
    return f"/activities?{query}" if query else "/activities"
