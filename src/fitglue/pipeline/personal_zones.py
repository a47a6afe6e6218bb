"""The zones that a person's workouts are held against: their own, else what was seen of them."""

from typing import TYPE_CHECKING

from fitglue.domain.zones import LEAST_BPM, PersonalZones, of_highest

if TYPE_CHECKING:
    from fitglue.store import Store

#: Above this a sensor counted something else twice.
_HIGHEST_BPM = 220.0


def zones_for(store: "Store", account_id: str) -> PersonalZones:
    """Give a person's zones; without any of their own, by the highest heart rate seen."""
    said = store.athletes.of(account_id)
    heart_rate, power = said.heart_rate_zones(), said.power_zones()
    if heart_rate is not None:
        return PersonalZones(heart_rate=heart_rate, power=power)
    highest = store.extremes.heart_rate(account_id, _HIGHEST_BPM)
    if highest is None or highest < LEAST_BPM:
        return PersonalZones(power=power)
    return PersonalZones(heart_rate=of_highest(round(highest)), power=power)
