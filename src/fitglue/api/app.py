"""The API as an application of its own, mounted beside the pages."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from fitglue.api import PAGE
from fitglue.api.describing import describe
from fitglue.api.known_batches import KnownBatches
from fitglue.api.problems import answer_problems
from fitglue.api.routes import (
    activities,
    activity_acts,
    admin,
    admin_work,
    conditions,
    connections,
    deliveries,
    edits,
    everything,
    imports,
    ingest,
    inputs,
    me,
    metrics,
    notifications,
    original,
    own,
    pair,
    phones,
    pipelines,
    plugins,
    recipes,
    recordings,
    runs,
    samples,
    showcase,
    sync,
    writes,
)
from fitglue.api.sync_line import SyncLine
from fitglue.instance import Instance
from fitglue.security.rate import Rate

_DESCRIPTION = (
    "Programs act for a person with a personal token, made in FitGlue's settings and sent as "
    "`Authorization: Bearer fg_…`. What goes wrong is answered as a problem (RFC 9457) with a "
    "`sentence` for a person and a `next_step`. Webhooks out are a target of pipelines."
)
#: Of one phone or program; a phone with a year to send needs a few dozen.
SYNCS_A_MINUTE = 300
_NOUNS = (
    me,
    own,
    everything,
    imports,
    activities,
    edits,
    activity_acts,
    recordings,
    pipelines,
    recipes,
    conditions,
    plugins,
    runs,
    samples,
    deliveries,
    connections,
    showcase,
    inputs,
    notifications,
    sync,
    writes,
    pair,
    ingest,
    original,
    metrics,
    phones,
    admin,
    admin_work,
)


def create_api(instance: Instance) -> FastAPI:
    """Make the API. The page that describes it is our own: others load theirs from elsewhere."""
    api = FastAPI(
        title="FitGlue", version=version("fitglue"), description=_DESCRIPTION,
        openapi_url="/openapi.json", docs_url=None, redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # as of the pages
    )  # fmt: skip
    api.state.instance, api.state.sync_rate = instance, Rate(SYNCS_A_MINUTE)
    api.state.sync_line = SyncLine()
    for noun in _NOUNS:
        api.include_router(noun.router)
    answer_problems(api)
    api.add_middleware(KnownBatches, instance=instance, rate=api.state.sync_rate)
    _describe_all(api)
    return api


def _describe_all(api: FastAPI) -> None:
    """Let the description say what FastAPI cannot know; it is made once."""
    begun = api.openapi

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            begun()
            describe(api)
        return begun()

    setattr(api, "openapi", described)  # noqa: B010 - how FastAPI says a description is extended

    @api.get("/docs", include_in_schema=False)
    async def docs() -> RedirectResponse:
        """Lead to the readable page of it."""
        return RedirectResponse(PAGE, 303)
