"""The stand-in's pages: one for each operation of the description that FitGlue uses."""

import csv
import gzip
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.datastructures import UploadFile
from starlette.middleware.base import RequestResponseEndpoint

from fitglue.testing.services.intervals import generated
from fitglue.testing.services.intervals.files import NotReadable, Recorded, Row
from fitglue.testing.services.intervals.kept import Kept, NotEditable
from fitglue.testing.services.intervals.wellness import add_wellness
from fitglue.testing.services.intervals.wrong import Wrong, athlete_of, json_of

if TYPE_CHECKING:
    from fitglue.testing.services.intervals.site import IntervalsIcu

_ATHLETE, _ACTIVITY = "/api/v1/athlete/{athlete}", "/api/v1/activity/{activity}"
_FROM_STRAVA = "Cannot read Strava activities via the API"
_STREAMS = {
    "heartrate": "heart_rate", "distance": "distance", "watts": "power", "cadence": "cadence",
    "altitude": "enhanced_altitude",
}  # fmt: skip


def pages_of(site: "IntervalsIcu") -> FastAPI:
    """Make the pages of a stand-in."""
    app = FastAPI(openapi_url=None)
    app.middleware("http")(_door(site))
    app.exception_handler(Wrong)(_told)
    for add in (_add_activities, _add_activity, _add_files, add_wellness):
        add(app, site)
    return app


def _door(site: "IntervalsIcu") -> Any:
    async def door(request: Request, go_on: RequestResponseEndpoint) -> Response:
        from fitglue.testing.services.intervals.site import Asked  # noqa: PLC0415 - goes in circles

        answer = _refusal(site, request)
        if answer is None:
            kind = request.headers.get("content-type", "")
            params, body = dict(request.query_params), await request.body()
            site.asked.append(Asked(request.method, request.url.path, params, kind, body))
            answer = await go_on(request)
        answer.headers.update(site.told_limits())
        return answer

    return door


def _refusal(site: "IntervalsIcu", request: Request) -> Response | None:
    if site.is_nameless(request.headers.get("user-agent", "")):
        return PlainTextResponse("error code: 1010", 403)
    if site.is_too_often():
        busy = _error(429, "Too many requests")
        busy.headers["Retry-After"] = str(site.wait_s())
        return busy
    if not site.knows(request.headers.get("authorization", "")):
        return _error(401, "Unauthorized")
    return None


async def _told(_request: Request, wrong: Exception) -> Response:
    if not isinstance(wrong, Wrong):
        raise wrong
    return _error(wrong.status, wrong.error)


def _error(status: int, error: str) -> JSONResponse:
    return JSONResponse({"status": status, "error": error}, status)


def _kept(site: "IntervalsIcu", request: Request) -> Kept:
    kept = site.activities.get(request.path_params["activity"])
    if kept is None:
        raise Wrong(404, "Activity not found")
    return kept


def _readable(site: "IntervalsIcu", request: Request) -> Kept:
    kept = _kept(site, request)
    if kept.is_from_strava:
        raise Wrong(422, _FROM_STRAVA)
    return kept


def _add_activities(app: FastAPI, site: "IntervalsIcu") -> None:
    @app.get(_ATHLETE)
    async def athlete(request: Request) -> Response:
        told = {"id": athlete_of(site, request), "name": site.name, "timezone": site.zone}
        return JSONResponse(told)

    @app.get(f"{_ATHLETE}/activities")
    async def listed(request: Request) -> Response:
        athlete_of(site, request)
        params = request.query_params
        oldest, newest = _moment(params.get("oldest")), _newest(site, params.get("newest"))
        found = [
            one for one in site.activities.values()
            if oldest <= datetime.fromisoformat(one.told["start_date_local"]) <= newest
        ]  # fmt: skip
        found.sort(key=lambda one: one.told["start_date_local"], reverse=True)
        fields = [name for name in params.get("fields", "").split(",") if name]
        limit = int(params.get("limit", len(found)))
        return JSONResponse([one.shown(fields) for one in found[:limit]])

    @app.post(f"{_ATHLETE}/activities")
    async def upload(request: Request) -> Response:
        owner = athlete_of(site, request)
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Wrong(400, "Required part 'file' is not present.")
            content, name = await file.read(), file.filename or ""
        kept, is_new = _uploaded(site, content, name, request.query_params)
        ids = [{"icu_athlete_id": owner, "id": one.id} for one in kept]
        told = {"icu_athlete_id": owner, "id": kept[0].id, "activities": ids}
        return JSONResponse(told, 201 if is_new else 200)


def _uploaded(
    site: "IntervalsIcu", content: bytes, name: str, params: Mapping[str, str]
) -> tuple[list[Kept], bool]:
    if twins := site.twins(content):
        return twins, False
    names = ("name", "description", "device_name", "external_id")
    told = {field: params[field] for field in names if params.get(field)}
    try:
        return site.plant(content, name, **told), True
    except NotReadable as problem:
        raise Wrong(422, str(problem)) from problem


def _moment(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError as problem:
        raise Wrong(400, "Required parameter 'oldest' is not present.") from problem


def _newest(site: "IntervalsIcu", text: str | None) -> datetime:
    if text is None:
        return site.now().replace(tzinfo=None) + timedelta(days=1)
    moment = _moment(text)
    return moment if "T" in text else moment + timedelta(days=1, seconds=-1)


def _add_activity(app: FastAPI, site: "IntervalsIcu") -> None:
    @app.get(_ACTIVITY)
    async def shown(request: Request) -> Response:
        return JSONResponse(_kept(site, request).shown())

    @app.put(_ACTIVITY)
    async def changed(request: Request) -> Response:
        kept = _readable(site, request)
        try:
            kept.change(await json_of(request))
        except NotEditable as problem:
            raise Wrong(422, str(problem)) from problem
        return JSONResponse(kept.shown())

    @app.delete(_ACTIVITY)
    async def deleted(request: Request) -> Response:
        kept = _kept(site, request)
        del site.activities[kept.id]
        return JSONResponse({"icu_athlete_id": kept.told["icu_athlete_id"], "id": kept.id})


def _add_files(app: FastAPI, site: "IntervalsIcu") -> None:
    @app.get(f"{_ACTIVITY}/file")
    async def original(request: Request) -> Response:
        kept = _readable(site, request)
        if not kept.content:
            raise Wrong(404, "File not found")
        zipped = site.gzips_files
        content = gzip.compress(kept.content, mtime=0) if zipped else kept.content
        return _file(content, kept.file_name + (".gz" if zipped else ""))

    @app.get(f"{_ACTIVITY}/fit-file")
    async def fit(request: Request) -> Response:
        return _file(generated.fit_of(_recorded(site, request)), "activity.fit")

    @app.get(f"{_ACTIVITY}/gpx-file")
    async def gpx(request: Request) -> Response:
        return _file(generated.gpx_of(_recorded(site, request)), "activity.gpx")

    @app.get(f"{_ACTIVITY}/streams{{ext}}")
    async def streams(request: Request) -> Response:
        told = _streams(_recorded(site, request))
        wanted = {one for one in request.query_params.get("types", "").split(",") if one}
        found = {name: one for name, one in told.items() if not wanted or name in wanted}
        if request.path_params["ext"] == ".csv":
            return Response(_csv(found), media_type="text/csv")
        return JSONResponse([{"type": name, "data": one} for name, one in found.items()])


def _recorded(site: "IntervalsIcu", request: Request) -> Recorded:
    found = _readable(site, request).recorded
    if found is None:
        raise Wrong(404, "File not found")
    return found


def _file(content: bytes, name: str) -> Response:
    told = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=told)


def _streams(found: Recorded) -> dict[str, list[Any]]:
    rows = found.rows()

    def column(name: str) -> list[Any]:
        return [row.get(name) for row in rows]

    def after_s(row: Row) -> float:
        return (row["timestamp"] - found.start).total_seconds()

    told = {"time": [after_s(row) for row in rows]}
    told |= {kind: column(name) for kind, name in _STREAMS.items()}
    return {kind: values for kind, values in told.items() if any(one is not None for one in values)}


def _csv(streams: Mapping[str, list[Any]]) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(streams)
    rows.writerows(zip(*streams.values(), strict=True))
    return text.getvalue()
