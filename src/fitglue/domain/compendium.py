"""What a sport costs: METs of the 2024 Adult Compendium of Physical Activities.

Herrmann SD, Willis EA, Ainsworth BE, et al., "2024 Adult Compendium of Physical Activities: A third
update of the energy costs of human activities", J Sport Health Sci 2024;13(1):6-12,
doi:10.1016/j.jshs.2023.10.010; the tables are at https://pacompendium.com/adult-compendium/.
One MET is 1 kcal per kilogram and hour, sitting quietly. Each row names the Compendium's code.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

_M_PER_S = 1609.344 / 3600  # one mile per hour


@dataclass(frozen=True, slots=True)
class Cost:
    """What the Compendium gives: METs, the code of its row, and whether a speed chose it."""

    mets: float
    code: str
    by_speed: bool = False


@dataclass(frozen=True, slots=True)
class _Band:
    """A row for those who go at least so fast."""

    from_mph: float
    cost: Cost


def _bands(*rows: tuple[float, str, float]) -> tuple[_Band, ...]:
    return tuple(_Band(from_mph, Cost(mets, code, by_speed=True)) for from_mph, code, mets in rows)


#: Rows by speed. A speed between two rows of the Compendium belongs to the slower one.
_BY_SPEED: Mapping[str, tuple[_Band, ...]] = {
    "walking": _bands(
        (0, "17151", 2.3), (2.0, "17152", 2.8), (2.5, "17170", 3.0), (2.8, "17190", 3.8),
        (3.5, "17200", 4.8), (4.0, "17220", 5.5), (4.5, "17230", 7.0), (5.0, "17231", 8.5),
    ),
    "running": _bands(
        (0, "12026", 3.3), (4.0, "12028", 6.5), (4.3, "12029", 7.8), (5.0, "12030", 8.5),
        (5.5, "12045", 9.0), (6.0, "12050", 9.3), (6.7, "12060", 10.5), (7.0, "12070", 11.0),
        (7.5, "12080", 11.8), (8.0, "12090", 12.0), (8.6, "12100", 12.5), (9.0, "12110", 13.0),
        (9.3, "12115", 14.8), (11.0, "12130", 16.8), (12.0, "12132", 18.5), (13.0, "12134", 19.8),
        (14.0, "12135", 23.0),
    ),
    "cycling": _bands(
        (0, "01018", 3.5), (9.0, "01019", 5.8), (10.0, "01020", 6.8), (12.0, "01030", 8.0),
        (14.0, "01040", 10.0), (16.0, "01050", 12.0), (20.0, "01060", 16.8),
    ),
}  # fmt: skip

#: Without a speed, or for a sport that has but one row.
_ONE_ROW: Mapping[str, tuple[str, float]] = {
    "american_football": ("15210", 8.0), "archery": ("15010", 4.3),
    "australian_football": ("15560", 8.3), "badminton": ("15030", 5.5),
    "barre": ("03010", 5.0), "baseball": ("15620", 5.0), "basketball": ("15055", 7.5),
    "bowling": ("15092", 3.8), "boxing": ("15120", 7.8), "cardio_dance": ("02310", 6.5),
    "climbing": ("15537", 5.8), "cooldown": ("02101", 2.3), "core_training": ("02024", 2.8),
    "cricket": ("15150", 4.8), "cross_country_skiing": ("19090", 8.5),
    "cross_training": ("02035", 5.0), "curling": ("15170", 4.0), "cycling": ("01014", 7.0),
    "dance": ("03030", 5.5), "dance_inspired_training": ("02310", 6.5),
    "disc_sports": ("15240", 3.0), "downhill_skiing": ("19160", 6.3),
    "elliptical": ("02048", 5.0), "equestrian_sports": ("15370", 5.5), "fencing": ("15200", 6.0),
    "fishing": ("04001", 3.5), "fitness_gaming": ("22240", 4.0), "flexibility": ("02101", 2.3),
    "functional_strength_training": ("02056", 3.0), "golf": ("15255", 4.5),
    "gymnastics": ("15300", 3.8), "handball": ("15330", 8.0),
    "high_intensity_interval_training": ("02210", 7.0), "hiking": ("17080", 6.0),
    "hockey": ("15350", 7.8), "hunting": ("04100", 5.0),
    "jump_rope": ("15551", 11.8), "kickboxing": ("15457", 7.3),
    "lacrosse": ("15460", 8.0), "martial_arts": ("15425", 5.3), "mind_and_body": ("02140", 2.5),
    "mixed_cardio": ("02062", 7.8), "mixed_metabolic_cardio_training": ("02062", 7.8),
    "other": ("02060", 5.5), "paddle_sports": ("18100", 5.0), "pilates": ("02105", 2.8),
    "play": ("02030", 3.5), "preparation_and_recovery": ("02101", 2.3),
    "racquetball": ("15530", 7.0), "rowing": ("02071", 5.0), "rugby": ("15560", 8.3),
    "running": ("12020", 7.5), "sailing": ("18120", 3.0), "skating_sports": ("19030", 7.0),
    "snow_sports": ("19190", 5.3), "snowboarding": ("19160", 6.3), "soccer": ("15610", 7.0),
    "social_dance": ("03040", 3.0), "softball": ("15620", 5.0), "squash": ("15652", 7.3),
    "stair_climbing": ("02065", 9.3), "stairs": ("17131", 6.8), "step_training": ("02002", 7.3),
    "surfing_sports": ("18220", 3.0), "swimming": ("18310", 6.0),
    "table_tennis": ("15660", 4.0), "tai_chi": ("15670", 3.3), "tennis": ("15675", 6.8),
    "track_and_field": ("15733", 6.0), "traditional_strength_training": ("02054", 3.5),
    "transition": ("17190", 3.8), "underwater_diving": ("18200", 7.0),
    "volleyball": ("15710", 4.0), "walking": ("17190", 3.8), "water_fitness": ("02120", 5.3),
    "water_polo": ("18360", 10.0), "water_sports": ("18150", 6.0), "wrestling": ("15730", 6.0),
    "yoga": ("02175", 2.3),
}  # fmt: skip
_STATIONARY = Cost(6.8, "01200")


def cost_of(sport: str, speed_m_per_s: float | None = None, *, indoor: bool = False) -> Cost | None:
    """Give what a sport costs, at a speed where walking, running and riding go by it.

    A ride indoors has no speed that means anything. None for sports that the Compendium does not
    have, such as those in a wheelchair, and for those that are several in one.

    >>> cost_of("running", 2.8).mets
    9.3
    """
    if sport == "cycling" and indoor:
        return _STATIONARY
    if speed_m_per_s is not None and speed_m_per_s > 0 and sport in _BY_SPEED:
        return _at(_BY_SPEED[sport], speed_m_per_s / _M_PER_S)
    row = _ONE_ROW.get(sport)
    return None if row is None else Cost(row[1], row[0])


def _at(bands: tuple[_Band, ...], mph: float) -> Cost:
    row = bisect_right([band.from_mph for band in bands], mph) - 1
    return bands[max(row, 0)].cost
