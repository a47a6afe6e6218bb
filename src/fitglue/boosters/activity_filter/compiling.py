"""Turns the settings of the filter into conditions."""

from collections.abc import Iterator
from datetime import time

from fitglue.boosters.activity_filter.settings import Rules, ends_of
from fitglue.domain.conditions import Aspect, Condition, Op, spot_text

_TEXTS = {
    "title_contains": Aspect.TITLE, "description_contains": Aspect.DESCRIPTION,
    "tags": Aspect.TAGS, "apps": Aspect.APP, "devices": Aspect.DEVICE,
}  # fmt: skip
_FIGURES = {
    "distance_km": (Aspect.DISTANCE, "km"), "minutes": (Aspect.TIMER, "min"),
    "heart_rate_bpm": (Aspect.AVG_HEART_RATE, "bpm"),
}  # fmt: skip
_ANSWERS = {
    "where": (Aspect.INDOORS, {"indoors": Op.YES, "outdoors": Op.NO}),
    "route": (Aspect.HAS_ROUTE, {"with": Op.YES, "without": Op.NO}),
    "heart_rate": (Aspect.HAS_HEART_RATE, {"with": Op.YES, "without": Op.NO}),
}


def conditions_of(rules: Rules) -> tuple[Condition, ...]:
    """Give a condition for each rule that is set, in the order of the settings."""
    return (*_what(rules), *_figures(rules), *_answers(rules), *_when(rules), *_place(rules),
            *rules.conditions)  # fmt: skip


def _what(rules: Rules) -> Iterator[Condition]:
    if rules.activity_types:
        yield _condition(Aspect.SPORT, Op.ONE_OF, ", ".join(rules.activity_types))
    for name, aspect in _TEXTS.items():
        texts = [text for text in getattr(rules, name) if text.strip()]
        if texts:
            yield _condition(aspect, Op.CONTAINS_ANY, "".join(f"{text};" for text in texts))


def _figures(rules: Rules) -> Iterator[Condition]:
    """Give a rule for each figure: what lies between both ends, else beyond the one or the other.

    Ends the wrong way round are two rules: to leave out what is too short and what is too long.
    """
    for name, (aspect, unit) in _FIGURES.items():
        least, most = ends_of(rules, name)
        if least is not None and most is not None and least <= most:
            yield _condition(aspect, Op.BETWEEN, f"{least:.6f} {unit} to {most:.6f} {unit}")
            continue
        for op, value in ((Op.AT_LEAST, least), (Op.AT_MOST, most)):
            if value is not None:
                yield _condition(aspect, op, f"{value:.6f} {unit}")


def _answers(rules: Rules) -> Iterator[Condition]:
    for name, (aspect, ops) in _ANSWERS.items():
        op = ops.get(getattr(rules, name))
        if op is not None:
            yield _condition(aspect, op)


def _when(rules: Rules) -> Iterator[Condition]:
    if rules.days:
        yield _condition(Aspect.WEEKDAY, Op.ONE_OF, ", ".join(rules.days))
    if rules.from_time is not None or rules.until_time is not None:
        span = f"{_clock(rules.from_time)} to {_clock(rules.until_time or time())}"
        yield _condition(Aspect.STARTS_AT, Op.INSIDE, span)


def _place(rules: Rules) -> Iterator[Condition]:
    if rules.place is not None:
        yield _condition(Aspect.STARTS_IN, Op.INSIDE, spot_text(rules.place))
    if rules.place_name.strip():
        yield _condition(Aspect.STARTS_IN, Op.INSIDE, rules.place_name)


def _condition(aspect: Aspect, op: Op, value: str = "") -> Condition:
    return Condition(field=aspect, op=op, value=value)


def _clock(moment: time | None) -> str:
    return f"{moment or time():%H:%M}"
