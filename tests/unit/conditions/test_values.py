"""Values as people type them, and what is said of those that are none."""

import pytest
from pydantic import ValidationError

from fitglue.domain.conditions import MANNERS, Aspect, Condition, Op
from fitglue.domain.conditions.aspects import DASH


def written(field: str, op: str, value: str) -> str:
    return Condition(field=Aspect(field), op=Op(op), value=value).value


def refusal(field: str, op: str, value: str = "") -> str:
    with pytest.raises(ValidationError) as problem:
        Condition(field=Aspect(field), op=Op(op), value=value)
    (error,) = problem.value.errors()
    return error["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("field", "op", "typed", "kept"),
    [
        ("distance", "at_least", "5km", "5 km"),
        ("distance", "at_least", "3,5 miles", "3.5 mi"),
        ("distance", "at_most", "10 000 m", "10000 m"),
        ("distance", "between", "5-10 km", "5~10 km"),
        ("distance", "between", "500 m to 1 mi", "500 m~1 mi"),
        ("timer", "at_least", "90 min", "1 h 30 min"),
        ("timer", "at_least", "1:30:05", "1 h 30 min 5 s"),
        ("moving", "between", "30 and 45 min", "30 min~45 min"),
        ("elapsed", "at_most", "1.5 hours", "1 h 30 min"),
        ("average_heart_rate", "at_least", "140", "140 bpm"),
        ("active_energy", "at_least", "1250 kJ", "1250 kJ"),
        ("active_energy", "at_least", "300", "300 kcal"),
        ("effort", "between", "6-8", "6~8"),
        ("sport", "one_of", "run, any ride, WEIGHT_TRAINING", "Run, Any ride, Strength Training"),
        ("weekday", "one_of", "fri-mon", "Mon, Fri, Sat, Sun"),
        ("weekday", "one_of", "weekend, Mondays", "Mon, Sat, Sun"),
        ("weekday", "none_of", "weekdays", "Mon, Tue, Wed, Thu, Fri"),
        ("starts_at", "inside", "6am to 9:30 am", "06:00~09:30"),
        ("starts_at", "outside", "22-6", "22:00~06:00"),
        ("ends_at", "inside", "12pm - 12am", "12:00~24:00"),
        ("starts_at", "inside", "0:00 until 24:00", "00:00~24:00"),
        ("date", "is", "2026-05-03", "2026-05-03"),
        ("date", "between", "2026-05-01 - 2026-05-31", "2026-05-01 to 2026-05-31"),
        ("starts_in", "inside", "45.7600, 4.84, 0.5 km", "45.76, 4.84, 500 m"),
        ("passes", "outside", "-45.5,170", "-45.5, 170, 500 m"),
        ("ends_in", "inside", "  New   York ", "New York"),
        ("title", "contains_any", "tempo,  long run ,tempo", "tempo, long run"),
        ("title", "contains_any", "Lyon, by night; race", "Lyon, by night; race"),
        ("title", "contains_any", "Lyon, by night;", "Lyon, by night;"),
        ("indoors", "yes", "whatever", ""),
    ],
)
def test_a_value_is_written_in_one_way(field: str, op: str, typed: str, kept: str) -> None:
    dashed = kept.replace("~", DASH)
    assert written(field, op, typed) == dashed
    assert written(field, op, dashed) == dashed


@pytest.mark.parametrize(
    ("field", "op", "typed", "sentence"),
    [
        ("distance", "at_least", "abc", "“abc” is no distance: write 5 km or 3 mi."),
        ("distance", "at_least", "5", "“5” has no unit: write 5 km or 3 mi."),
        ("distance", "at_least", "-5 km", "“-5 km” is no distance: write 5 km or 3 mi."),
        ("distance", "at_least", "5 kg", "“5 kg” is no distance: write 5 km or 3 mi."),
        ("distance", "at_least", "1,500 m",
         "“1,500 m” can be read in two ways: write 1500 or 1.5."),
        ("distance", "at_least", "9999999999 km", "“9999999999 km” is more than anybody does."),
        ("distance", "between", "5 km", "“5 km” is no span: write two, such as 5 to 10 km."),
        ("distance", "between", "10-5 km", "10 km is more than 5 km: write the smaller one first."),
        ("distance", "at_least", " ", "Write what to compare with, such as 5 km."),
        ("timer", "at_least", "soon", "“soon” is no duration: write 45 min or 1 h 30 min."),
        ("timer", "at_least", "1:30",
         "“1:30” can be read in two ways: write 1 h 30 min or 1 min 30 s."),
        ("effort", "at_least", "11", "An effort is a number from 1 to 10."),
        ("sport", "is", "quidditch", "“quidditch” is no sport that FitGlue knows."),
        ("sport", "is", "trail run", "“trail run” is no sport that FitGlue knows."),
        ("sport", "is", "run, ride",
         "“Is” compares with one: choose “is one of” or “is none of” for several."),
        ("weekday", "one_of", "Someday",
         "“Someday” is no day of the week: write Mon, Wed or Mon~Fri."),
        ("weekday", "one_of", "T", "“T” is no day of the week: write Mon, Wed or Mon~Fri."),
        ("starts_at", "inside", "morning", "“morning” is no span of a day: write 06:00~09:00."),
        ("starts_at", "inside", "25-26", "“25-26” is no span of a day: write 06:00~09:00."),
        ("starts_at", "inside", "6-6", "This begins and ends at the same time of day."),
        ("date", "is", "3.5.2026", "“3.5.2026” is no date: write it as 2026-05-03."),
        ("date", "is", "2026-02-30", "“2026-02-30” is no date: write it as 2026-05-03."),
        ("date", "between", "2026-05-31 to 2026-05-01",
         "2026-05-31 is after 2026-05-01: write the earlier one first."),
        ("passes", "inside", "Lyon",
         ("This is no place: write latitude, longitude and how far around, such as 45.76, 4.84, "
          "500 m.")),
        ("starts_in", "inside", "95, 4",
         ("This lies off the map: latitudes go from -90 to 90, longitudes from -180 to 180, and a "
          "place is at most 100 km around.")),
        ("title", "contains_any", ", ,", "Write at least one."),
        ("distance", "is", "5 km",
         "“Distance” cannot be asked so: choose is at least, is at most, is between."),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_told_with_what_to_write(
    field: str, op: str, typed: str, sentence: str
) -> None:
    assert refusal(field, op, typed) == sentence.replace("~", DASH)


def test_every_way_of_asking_has_an_example_that_can_be_read() -> None:
    for aspect, manner in MANNERS.items():
        for op in manner.ops:
            spans = {Op.BETWEEN: f"{manner.example} to {manner.example}"}
            single = manner.example.split(",", maxsplit=1)[0]
            example = single if op in {Op.IS, Op.IS_NOT} else spans.get(op, manner.example)
            assert Condition(field=aspect, op=op, value=example)


def test_a_form_learns_what_fits_to_what() -> None:
    schema = Condition.model_json_schema()
    assert schema["operators"]["distance"] == ["at_least", "at_most", "between"]
    assert schema["hints"]["weekday"] == "Mon, Wed"
    assert schema["properties"]["field"]["labels"]["starts_at"] == "Starts at"
    assert set(schema["operators"]) == {str(aspect) for aspect in Aspect}


def test_the_names_of_fields_and_operators_are_checked() -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate({"field": "shoe", "op": "is", "value": "x"})
