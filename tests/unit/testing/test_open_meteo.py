"""The made-up Open-Meteo answers in the shape of its own documents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from fitglue.domain.errors import Refused
from fitglue.testing.open_meteo import ARCHIVE, ELEVATION, FORECAST, hills_m, open_meteo

SPECS = Path(__file__).parents[4] / "shared" / "specs" / "open-meteo"
QUESTION = {
    "latitude": "45.76", "longitude": "4.84", "start_date": "2026-05-01", "end_date": "2026-05-02",
    "hourly": "temperature_2m,weather_code", "timezone": "UTC", "wind_speed_unit": "ms",
}  # fmt: skip
_KINDS = {
    "number": (int, float), "integer": (int,), "string": (str,), "object": (dict,),
    "array": (list,),
}  # fmt: skip


def spec(name: str) -> Any:
    if not SPECS.is_dir():
        pytest.skip(f"the documents of Open-Meteo are not there: {SPECS}")
    return yaml.safe_load((SPECS / name).read_text())


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    if value is None:  # what a model does not know; the documents do not mark it
        return True
    if not isinstance(value, _KINDS[schema["type"]]):
        return False
    if isinstance(value, list):
        return all(fits(one, schema["items"]) for one in value)
    known = schema.get("properties", {})
    return not isinstance(value, dict) or all(
        name in known and fits(one, known[name]) for name, one in value.items()
    )


@pytest.mark.parametrize(
    ("name", "address"), [("forecast.yml", FORECAST), ("historical-weather.yml", ARCHIVE)]
)
def test_a_made_up_answer_fits_the_document(name: str, address: str) -> None:
    path = "/v1/" + address.rsplit("/", 1)[1]
    asked = spec(name)["paths"][path]["get"]
    parameters = {one["name"] for one in asked["parameters"]}
    answer = open_meteo()[address](QUESTION)
    assert set(QUESTION) <= parameters
    assert fits(answer, asked["responses"]["200"]["content"]["application/json"]["schema"])


def test_every_hour_of_the_days_is_there_once() -> None:
    hourly = open_meteo()[FORECAST](QUESTION)["hourly"]
    assert hourly["time"][0] == "2026-05-01T00:00"
    assert len(set(hourly["time"])) == len(hourly["temperature_2m"]) == 48


def test_every_point_has_its_height() -> None:
    answer = open_meteo()[ELEVATION]({"latitude": "45.7,45.8", "longitude": "4.8,4.8"})
    assert answer == {"elevation": [hills_m(45.7, 4.8), hills_m(45.8, 4.8)]}


def test_a_hundred_and_one_points_are_refused() -> None:
    many = ",".join(["45.7"] * 101)
    with pytest.raises(Refused):
        open_meteo()[ELEVATION]({"latitude": many, "longitude": many})
