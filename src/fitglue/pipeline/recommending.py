"""Which boosters somebody's own activities ask for: what is missing in the newest of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.clock import part_of_day
from fitglue.domain.conditions import Seen
from fitglue.domain.plugins import PluginKind
from fitglue.domain.sport import by_key

if TYPE_CHECKING:
    from fitglue.store import Store

_LOOKED_AT = 200
_LEAST_SHARE = 0.05  # of the activities; less than that asks for nothing
_MOST = 5


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A booster, and why: "38 of your last 200 activities have no heart rate."."""

    booster: str
    why: str
    activities: int


@dataclass(frozen=True, slots=True)
class _Lack:
    """What an activity may lack, in words behind a number, and what helps."""

    boosters: tuple[str, ...]
    has: str
    have: str
    is_there: Callable[[Seen], bool]


def _on_a_treadmill(one: Seen) -> bool:
    return bool(one.indoor) and one.sport == "running" and one.distance_m is not None


def _is_plain(one: Seen) -> bool:
    label = by_key(one.sport).label
    return one.title in {f"Indoor {label}", f"{part_of_day(one.zone.local(one.start))} {label}"}


_LACKS = (
    _Lack(
        ("heart_rate_from_recording", "fitbit_heart_rate"), "has no heart rate",
        "have no heart rate", lambda one: not one.has_heart_rate,
    ),
    _Lack(
        ("virtual_gps",), "was indoors, with a distance and no map",
        "were indoors, with a distance and no map",
        lambda one: bool(one.indoor) and not one.has_route and bool(one.distance_m),
    ),
    _Lack(
        ("treadmill_calibration",), "is a run on a treadmill", "are runs on a treadmill",
        _on_a_treadmill,
    ),
    _Lack(
        ("calories",), "has no active energy", "have no active energy",
        lambda one: one.active_kcal is None,
    ),
    _Lack(
        ("title", "location_naming"), "is called by its sport and the time of day alone",
        "are called by their sport and the time of day alone",
        _is_plain,
    ),
    _Lack(
        ("privacy_zone",), "shows its route from the first metre",
        "show their routes from the first metre", lambda one: one.has_route,
    ),
    _Lack(
        ("elevation_correction",), "has a route and no climb", "have a route and no climb",
        lambda one: one.has_route and one.ascent_m is None,
    ),
)  # fmt: skip


def recommended(store: "Store", account_id: str) -> list[Recommendation]:
    """Recommend boosters, the one that helps most activities first; none without activities."""
    seen = store.seen.newest(account_id, _LOOKED_AT, in_depth=False)
    installed = registry.of_kind(PluginKind.BOOSTER)
    found = [one for lack in _LACKS for one in _found(lack, seen) if one.booster in installed]
    return sorted(found, key=lambda one: -one.activities)[:_MOST]


def _found(lack: _Lack, seen: Sequence[Seen]) -> list[Recommendation]:
    number = sum(lack.is_there(one) for one in seen)
    if not number or number < _LEAST_SHARE * len(seen):
        return []
    of = "activity" if len(seen) == 1 else "activities"
    why = f"{number} of your last {len(seen)} {of} {lack.has if number == 1 else lack.have}."
    return [Recommendation(booster, why, number) for booster in lack.boosters]
