"""A table of parts, as pages show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartsTable:
    """A table with a heading; every row is as long as `columns`. Numbers begin at column 1.

    `key` names its place on the page. Where there are `bars`, each row has one, as long as it says:
    0 to 100.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: str = ""
    bars: tuple[int, ...] = ()
    note: str = ""
