"""The stand-in's diary of days: schema `Wellness` of the OpenAPI description.

"Only fields provided are changed"; with `fields` what has no value is left out. A record that is
`locked` is changed by nobody but its owner. A weight that its owner wrote is carried over to the
days after it, marked by `tempWeight`, and likewise the resting heart rate.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from fitglue.testing.services.intervals.wrong import Wrong, athlete_of, json_of

if TYPE_CHECKING:
    from fitglue.testing.services.intervals.site import IntervalsIcu

_PATH = "/api/v1/athlete/{athlete}/wellness"
_WHOLE = frozenset({
    "restingHR", "kcalConsumed", "sleepSecs", "sleepQuality", "soreness", "fatigue", "stress",
    "mood", "motivation", "injury", "systolic", "diastolic", "hydration", "steps",
})  # fmt: skip
_BROKEN = frozenset({
    "weight", "hrv", "hrvSDNN", "sleepScore", "avgSleepingHR", "spO2", "hydrationVolume",
    "readiness", "baevskySI", "bloodGlucose", "lactate", "bodyFat", "abdomen", "vo2max",
    "respiration", "carbohydrates", "protein", "fatTotal",
})  # fmt: skip
_OTHERS = {
    "id": str, "comments": str, "menstrualPhase": str, "menstrualPhasePredicted": str,
    "updated": str, "locked": bool, "tempWeight": bool, "tempRestingHR": bool,
}  # fmt: skip
_CARRIED_OVER = {"weight": "tempWeight", "restingHR": "tempRestingHR"}


def add_wellness(app: FastAPI, site: "IntervalsIcu") -> None:
    """Add the pages."""

    @app.put(f"{_PATH}/{{day}}")
    async def one(request: Request) -> Response:
        athlete_of(site, request)
        told = await json_of(request)
        return JSONResponse(_keep(site, request.path_params["day"], told))

    @app.put(f"{_PATH}-bulk")
    async def many(request: Request) -> Response:
        athlete_of(site, request)
        for told in await json_of(request):
            _keep(site, told["id"], told)
        return Response(status_code=200)

    @app.get(f"{_PATH}/{{day}}")
    async def read(request: Request) -> Response:
        athlete_of(site, request)
        return JSONResponse(_shown(site, _day(request.path_params["day"])))

    @app.get(_PATH)
    async def listed(request: Request) -> Response:
        athlete_of(site, request)
        params = request.query_params
        oldest = _day(params.get("oldest", "0001-01-01"))
        newest = _day(params.get("newest", "9999-12-31"))
        wanted = {name for name in params.get("fields", "").split(",") if name}
        days = [_shown(site, day) for day in sorted(site.wellness) if oldest <= day <= newest]
        return JSONResponse([_chosen(one, wanted) for one in days])


def _keep(site: "IntervalsIcu", named: str, told: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in told.items():
        if not _fits(name, value):
            raise Wrong(422, f"Cannot set {name}")
    day = _day(named)
    kept = site.wellness.setdefault(day, {"id": named})
    if not kept.get("locked"):
        kept.update({name: value for name, value in told.items() if name != "id"})
    return _shown(site, day)


def _fits(name: str, value: Any) -> bool:
    if name in _WHOLE:
        return type(value) is int
    if name in _BROKEN:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return name in _OTHERS and isinstance(value, _OTHERS[name])


def _shown(site: "IntervalsIcu", day: date) -> dict[str, Any]:
    told = {"id": day.isoformat(), **site.wellness.get(day, {})}
    for name, mark in _CARRIED_OVER.items():
        before = [one for one in sorted(site.wellness) if one < day and name in site.wellness[one]]
        if name not in told and before:
            told |= {name: site.wellness[before[-1]][name], mark: True}
    return told


def _chosen(told: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    return {
        name: value for name, value in told.items()
        if not wanted or (name in wanted and value is not None)
    }  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Wrong(422, "Invalid date") from problem
