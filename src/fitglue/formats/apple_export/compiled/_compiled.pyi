from typing import Any, Self

import numpy as np
import numpy.typing as npt

# Reads the points in [start, stop) into the rows of `columns`, in the order of RoutePoints. Gives
# how many there were; -1 when one is not written in Apple's own way or has no room.
def read_points(
    gpx: bytes,
    start: int,
    stop: int,
    longitude_first: bool,
    columns: npt.NDArray[np.float64],
    /,
) -> int: ...

# Reads Records of taught heads into rows; one thread at a time.
class Records:
    # Takes the tables to fill: `seen` counts Records by kind; `rows` holds `Row`s (tail.h) by
    # column and place, and `filled` counts those in use.
    def __new__(
        cls,
        seen: npt.NDArray[np.int64],
        filled: npt.NDArray[np.int64],
        rows: npt.NDArray[Any],
        /,
    ) -> Self: ...

    # Reads on to the first `<` that is left to the caller; gives its place, and why:
    # 0: nothing is left before `stop`; 1: no Record; 2: a Record whose head nobody taught;
    # 3: one whose tail is written in another way; 4: its column is full.
    def read(self, block: bytes, start: int, stop: int, /) -> tuple[int, int]: ...

    # Teaches a head: where the digits of its pointer are, the kind it counts as, what its rows
    # say. A `column` of -1 keeps no rows. Of many heads those met last are remembered.
    def learn(
        self,
        text: bytes,
        pointer: tuple[int, int],
        kind: int,
        column: int,
        source: int,
        unit: int,
        /,
    ) -> None: ...
