"""The file of places."""

from importlib.resources import files
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.places.table import Town, packed, unpacked

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
TOWNS = st.builds(
    Town, NAMES, st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 30_000_000), NAMES, NAMES
)
SHIPPED = files("fitglue.places")


@given(st.lists(TOWNS, min_size=1, max_size=20))
def test_what_is_packed_comes_back(towns: list[Town]) -> None:
    table = unpacked(packed(towns))
    names = sorted(table.name(row) for row in range(len(table)))
    assert names == sorted(town.name for town in towns)
    for row in range(len(table)):
        town = min(
            (one for one in towns if one.name == table.name(row)),
            key=lambda one: abs(one.latitude_deg - float(table.latitude_deg[row])),
        )
        assert float(table.latitude_deg[row]) == pytest.approx(town.latitude_deg, abs=0.0011)


@given(st.lists(TOWNS, min_size=1, max_size=10), st.randoms())
def test_the_same_towns_in_any_order_are_the_same_bytes(towns: list[Town], chance: Random) -> None:
    shuffled = list(towns)
    chance.shuffle(shuffled)
    assert packed(shuffled) == packed(towns)


def test_a_village_without_a_count_is_small_and_a_metropolis_large() -> None:
    table = unpacked(
        packed([Town("A", 1.5, 1.5, 0, "", "C"), Town("B", 2.5, 1.5, 9_000_000, "", "C")])
    )
    assert table.population == pytest.approx([300, 9_000_000], rel=0.05)


def test_every_cell_has_its_rows() -> None:
    table = unpacked((SHIPPED / "places.bin").read_bytes())
    cell = (np.floor(table.latitude_deg) + 90) * 360 + np.floor(table.longitude_deg) + 180
    assert (np.diff(cell) >= 0).all()
    assert (np.searchsorted(cell, [0, 48_000, 50_000]) == table.first[[0, 48_000, 50_000]]).all()


def test_what_is_shipped_is_small_on_disk_and_in_memory() -> None:
    shipped = (SHIPPED / "places.bin").read_bytes()
    table = unpacked(shipped)
    columns = (
        table.first, table.latitude_deg, table.longitude_deg, table.population, table.region,
        table.ends,
    )  # fmt: skip
    assert len(shipped) < 2_500_000
    assert sum(column.nbytes for column in columns) + len(table.names) < 25_000_000
    assert len(table) > 150_000


def test_whose_data_it_is_stands_beside_it() -> None:
    text = (SHIPPED / "ATTRIBUTION.txt").read_text()
    assert "GeoNames" in text
    assert "creativecommons.org/licenses/by/4.0" in text
