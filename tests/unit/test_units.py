"""Units, as exports of many locales spell them."""

import pytest

from fitglue.domain.units import UnknownUnit, convert, parse_number, parse_quantity, unit


@pytest.mark.parametrize(
    ("value", "spelling", "expected", "canonical"),
    [
        (1, "km", 1000, "m"), (1, "mi", 1609.344, "m"), (3, "m", 3, "m"), (50, "yd", 45.72, "m"),
        (100, "ft", 30.48, "m"), (6347, "cm", 63.47, "m"), (55, "mm", 0.055, "m"),
        (10, "in", 0.254, "m"), (500, "kcal", 500, "kcal"), (500, "Cal", 500, "kcal"),
        (500, "cal", 0.5, "kcal"), (418.4, "kJ", 100, "kcal"), (4184, "J", 1, "kcal"),
        (36, "km/hr", 10, "m/s"), (36, "km/h", 10, "m/s"), (10, "mi/hr", 4.4704, "m/s"),
        (3, "m/s", 3, "m/s"), (250, "W", 250, "W"), (250, "ms", 0.25, "s"), (90, "s", 90, "s"),
        (45, "min", 2700, "s"), (2, "hr", 7200, "s"), (7, "count", 7, "count"),
        (133, "count/min", 133, "per min"), (2, "count/s", 120, "per min"), (94, "%", 94, "%"),
        (41, "mL/min·kg", 41, "mL/min·kg"), (41, "mL/kg·min", 41, "mL/min·kg"),
        (41, "mL/min&#183;kg", 41, "mL/min·kg"), (150, "lb", 68.0388555, "kg"),
        (70, "kg", 70, "kg"), (500, "g", 0.5, "kg"), (11, "st", 69.85322498, "kg"),
        (21, "degC", 21, "degC"), (72, "degF", 22.2222222, "degC"), (293.15, "K", 20, "degC"),
        (9.97, "kcal/hr·kg", 9.97, "MET"), (9.97, "kcal/hr-kg", 9.97, "MET"),
        (7, "appleEffortScore", 7, "effort"),
    ],
)  # fmt: skip
def test_a_unit_leads_to_its_canonical_one(
    value: float, spelling: str, expected: float, canonical: str
) -> None:
    assert convert(value, spelling, canonical) == pytest.approx(expected)


@pytest.mark.parametrize("spelling", ["furlong", "", "KM", "mmol<180.1558800000541>/L"])
def test_an_unknown_unit_is_refused_by_its_spelling(spelling: str) -> None:
    with pytest.raises(UnknownUnit, match=f"“{spelling}”"):
        unit(spelling)


def test_a_unit_of_another_dimension_is_refused() -> None:
    with pytest.raises(UnknownUnit, match="not a unit of m"):
        convert(1, "kcal", "m")


@pytest.mark.parametrize(
    ("text", "canonical", "expected"),
    [
        ("6347 cm", "m", 63.47), ("47.6418 degF", "degC", 8.6898889), ("50 m", "m", 50),
        ("25 yd", "m", 22.86), ("9400 %", "%", 9400), ("-3,5 degC", "degC", -3.5),
        ("1e3 m", "m", 1000), (" 12 ", "count", 12), ("9.97 kcal/hr·kg", "MET", 9.97),
    ],
)  # fmt: skip
def test_a_quantity_is_a_number_and_a_unit(text: str, canonical: str, expected: float) -> None:
    assert parse_quantity(text, canonical) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "fast", "12 m", "m 12"])
def test_what_is_no_quantity_of_it_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnit):
        parse_quantity(text, "kcal")


def test_a_decimal_comma_is_a_decimal_point() -> None:
    assert parse_number("3,14") == parse_number(" 3.14 ") == 3.14
