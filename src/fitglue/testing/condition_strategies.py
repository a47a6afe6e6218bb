"""Conditions of every kind for property tests, as people type them, and activities to ask.

Needs the package `hypothesis`, which is for tests only.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.conditions import MANNERS, Aspect, Condition, Op, Seen, ValueKind
from fitglue.domain.sport import SPORTS
from fitglue.domain.sport_choice import CHOICE_LABELS
from fitglue.domain.streams import StreamKind
from fitglue.testing.sport_examples import run_with_form

ZONES = ("Europe/Paris", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu", "UTC")
_numbers = st.decimals(min_value=0, max_value=9999, places=2).map(lambda number: f"{number:f}")
_words = st.text(st.characters(categories=("L", "N", "Z"), exclude_characters=";\n"), min_size=1)
_texts = (
    st.lists(_words, min_size=1, max_size=4).map("; ".join).filter(lambda text: text.strip("; "))
)
_lengths = st.tuples(_numbers, st.sampled_from(("m", " km", "mi", " ft", " Miles"))).map("".join)
_durations = st.one_of(
    st.tuples(_numbers, st.sampled_from((" min", "h", " s", " hours"))).map("".join),
    st.builds("{} h {}min".format, st.integers(0, 30), st.integers(0, 90)),
    st.builds("{}:{:02}:{:02}".format, st.integers(0, 30), st.integers(0, 59), st.integers(0, 59)),
)
_rates = st.tuples(_numbers, st.sampled_from(("", " bpm", "bpm"))).map("".join)
_energies = st.tuples(_numbers, st.sampled_from((" kcal", "kJ", ""))).map("".join)
_efforts = st.integers(1, 10).map(str)
_MEASURED = {
    ValueKind.LENGTH: _lengths, ValueKind.DURATION: _durations, ValueKind.RATE: _rates,
    ValueKind.ENERGY: _energies, ValueKind.EFFORT: _efforts,
}  # fmt: skip
_days = st.lists(
    st.sampled_from(("Mon", "tuesday", "Wed", "Fri-Sun", "weekend", "Sundays", "Sat to Tue")),
    min_size=1,
).map(", ".join)
_minutes = st.integers(0, 24 * 60 - 1)
_clocks = st.tuples(_minutes, _minutes).filter(lambda ends: ends[0] != ends[1])
_spots = st.builds(
    "{:.6f}, {:.5f}, {} m".format,
    st.floats(-90, 90), st.floats(-180, 180), st.integers(1, 100_000),
)  # fmt: skip
_dates = st.dates(date(2000, 1, 1), date(2040, 1, 1)).map(str)
_ROUTE = run_with_form().streams[StreamKind.ROUTE]
_FIGURES = (
    "moving_s", "distance_m", "avg_hr_bpm", "max_hr_bpm", "ascent_m", "active_kcal", "effort",
)  # fmt: skip
_SINGLE = frozenset({Op.IS, Op.IS_NOT})


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Draw a condition of any aspect and operator, from a text that a person might type."""
    aspect = draw(st.sampled_from(list(Aspect)))
    op = draw(st.sampled_from(MANNERS[aspect].ops))
    return Condition(field=aspect, op=op, value=draw(_values(aspect, op)))


def _values(aspect: Aspect, op: Op) -> st.SearchStrategy[str]:
    kind = MANNERS[aspect].kind
    if kind in _MEASURED:
        return _pairs(kind) if op is Op.BETWEEN else _MEASURED[kind]
    if kind is ValueKind.DATES:
        return (
            st.tuples(_dates, _dates).map(sorted).map(" to ".join) if op is Op.BETWEEN else _dates
        )
    if kind is ValueKind.PLACE:
        return _spots if aspect is Aspect.PASSES else st.one_of(_spots, st.just("Saint-Étienne"))
    if op in _SINGLE:
        return {
            ValueKind.SPORTS: st.sampled_from(list(CHOICE_LABELS)),
            ValueKind.DAYS: st.sampled_from(("Mon", "sunday")),
        }.get(kind, st.just("Long run"))
    return {
        ValueKind.SPORTS: st.lists(st.sampled_from(list(CHOICE_LABELS.values())), min_size=1).map(
            ", ".join
        ),
        ValueKind.TEXTS: _texts,
        ValueKind.DAYS: _days,
        ValueKind.CLOCK: _clocks.map(lambda ends: f"{_clock(ends[0])} - {_clock(ends[1])}"),
    }.get(kind, st.just(""))


def _pairs(kind: ValueKind) -> st.SearchStrategy[str]:
    unit = {ValueKind.LENGTH: " km", ValueKind.DURATION: " min", ValueKind.ENERGY: " kcal"}
    numbers = st.integers(1, 10) if kind is ValueKind.EFFORT else st.integers(0, 5000)
    ends = st.tuples(numbers, numbers).map(sorted)
    return ends.map(lambda both: f"{both[0]} to {both[1]}{unit.get(kind, '')}")


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def activities(draw: st.DrawFn) -> Seen:
    """Draw an activity of which some figures may not be known."""
    start = draw(
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    )
    elapsed_s = draw(st.floats(0, 86_400))
    figures: dict[str, Any] = {name: draw(st.none() | st.floats(0, 50_000)) for name in _FIGURES}
    return Seen(
        id="one",
        title=draw(_words),
        sport=draw(st.sampled_from(SPORTS)).key,
        start=start,
        end=start + timedelta(seconds=elapsed_s),
        zone=Zone(draw(st.sampled_from(ZONES)), ZoneKnownBy.RECORDING),
        elapsed_s=elapsed_s,
        timer_s=elapsed_s,
        description=draw(st.sampled_from(("", "A long run, with “friends”."))),
        tags=tuple(draw(st.lists(_words, max_size=2))),
        app=draw(st.sampled_from(("", "Strava", "Apple\u00a0Watch"))),
        device=draw(st.sampled_from(("", "Garmin Edge 530"))),
        indoor=draw(st.none() | st.booleans()),
        has_heart_rate=draw(st.booleans()),
        has_route=draw(st.booleans()),
        virtual_route=draw(st.booleans()),
        user_entered=draw(st.booleans()),
        read_route=lambda: _ROUTE,
        **figures,
    )
