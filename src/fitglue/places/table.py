"""The file of places: columns one after the other, compressed, and sorted by degree cells.

`places.bin` is one zstd frame. Inside, little-endian: the count of places (uint32), for each cell
of 1° by 1°, row by row from the south pole and the date line on, how many places lie in it
(uint16), then a column each of latitude and longitude inside the cell in 1/1000 of its side
(uint16), population (uint8, an eighth of a doubling each), and region (uint16); then UTF-8 text:
a line with the name of every place, an empty line, and a line `region<TAB>country` for each
region. Cells, not a tree: the neighbours of a position are a few runs of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import zstandard

LATITUDES, LONGITUDES = 180, 360
_CELLS = LATITUDES * LONGITUDES
_STEPS = 1000  # of a degree: 0.001° is 111 m, and a town is larger
_PER_DOUBLING = 8
_SMALLEST = 300  # people; a seat of a district whose inhabitants nobody counted is a village

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Town:
    """A place as it goes into the table."""

    name: str
    latitude_deg: float
    longitude_deg: float
    population: int
    region: str
    country: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Table:
    """All places as columns; `first` is the row of the first place of each cell, and the end.

    `names` is the text of all names; that of row n ends before the line break at `ends[n]`.
    """

    first: npt.NDArray[np.int32]
    latitude_deg: Floats
    longitude_deg: Floats
    population: Floats
    region: npt.NDArray[np.uint16]
    names: bytes
    ends: npt.NDArray[np.int32]
    regions: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        """Count the places."""
        return len(self.region)

    def name(self, row: int) -> str:
        """Give the name of a place."""
        begin = int(self.ends[row - 1]) + 1 if row else 0
        return self.names[begin : int(self.ends[row])].decode()


def packed(towns: Sequence[Town]) -> bytes:
    """Make the file's bytes: the same towns in any order, the same bytes."""
    ordered = sorted(towns, key=_order)
    regions = sorted({(one.region, one.country) for one in ordered})
    number = {region: at for at, region in enumerate(regions)}
    counts = np.bincount([_cell(one) for one in ordered], minlength=_CELLS)
    inside = np.array([_inside(one) for one in ordered]).reshape(-1, 2)
    people = np.maximum([one.population for one in ordered], _SMALLEST)
    columns = (
        np.array([len(ordered)], "<u4"),
        counts.astype("<u2"),
        inside[:, 0].astype("<u2"),
        inside[:, 1].astype("<u2"),
        np.round(_PER_DOUBLING * np.log2(people)).astype("u1"),
        np.array([number[one.region, one.country] for one in ordered], "<u2"),
    )
    lines = [one.name for one in ordered] + [""] + ["\t".join(region) for region in regions]
    raw = b"".join(column.tobytes() for column in columns) + "\n".join(lines).encode()
    return zstandard.ZstdCompressor(level=22, write_checksum=True).compress(raw)


def unpacked(packed_bytes: bytes) -> Table:
    """Read the file's bytes. Raises zstandard.ZstdError for others."""
    raw = zstandard.ZstdDecompressor().decompress(packed_bytes)
    count = int(np.frombuffer(raw, "<u4", 1)[0])
    at = 4

    def column(kind: str, length: int) -> npt.NDArray:
        nonlocal at
        taken = np.frombuffer(raw, kind, length, at)
        at += taken.nbytes
        return taken

    counts = column("<u2", _CELLS)
    latitude, longitude = column("<u2", count), column("<u2", count)
    doublings, region = column("u1", count), column("<u2", count)
    names, _, regions = raw[at:].partition(b"\n\n")
    cell = np.repeat(np.arange(_CELLS), counts)
    return Table(
        first=np.concatenate(([0], np.cumsum(counts, dtype=np.int32))).astype(np.int32),
        latitude_deg=_degrees(cell // LONGITUDES - 90, latitude),
        longitude_deg=_degrees(cell % LONGITUDES - 180, longitude),
        population=np.exp2(doublings / np.float32(_PER_DOUBLING)).astype(np.float32),
        region=region.copy(),  # a view would keep all that was decompressed
        names=names,
        ends=np.flatnonzero(np.frombuffer(names + b"\n", "u1") == ord("\n")).astype(np.int32),
        regions=tuple(_region(line) for line in regions.decode().split("\n")),
    )


def _region(line: str) -> tuple[str, str]:
    region, _, country = line.partition("\t")
    return region, country


def _degrees(corner: npt.NDArray, step: npt.NDArray) -> Floats:
    return (corner + (step + 0.5) / _STEPS).astype(np.float32)


def _order(town: Town) -> tuple[int | float | str, ...]:
    """Put what is alike side by side: it compresses better."""
    at = (town.latitude_deg, town.longitude_deg, town.population)
    return _cell(town), town.country, town.region, town.name, *at


def _corner(town: Town) -> tuple[int, int]:
    row = min(int(np.floor(town.latitude_deg)), 89)
    return row, int(np.floor((town.longitude_deg + 180) % 360)) - 180


def _cell(town: Town) -> int:
    row, column = _corner(town)
    return (row + 90) * LONGITUDES + column + 180


def _inside(town: Town) -> tuple[int, int]:
    row, column = _corner(town)
    longitude = (town.longitude_deg + 180) % 360 - 180
    north, east = (town.latitude_deg - row) * _STEPS, (longitude - column) * _STEPS
    return min(int(north), _STEPS - 1), min(int(east), _STEPS - 1)
