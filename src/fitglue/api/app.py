"""The API as an application of its own, mounted beside the pages."""

from importlib.metadata import version

from fastapi import FastAPI

from fitglue.api.problems import PROBLEM_ANSWERS, answer_problems
from fitglue.api.routes import activities, deliveries, imports, inputs, me, pipelines, runs
from fitglue.instance import Instance

PATH = "/api/v1"
_DESCRIPTION = (
    "Programs act for a person with a personal token, made in FitGlue's settings and sent as "
    "`Authorization: Bearer fg_…`. What goes wrong is answered as a problem (RFC 9457) with a "
    "`sentence` for a person and a `next_step`."
)
_NOUNS = (me, imports, activities, pipelines, runs, deliveries, inputs)


def create_api(instance: Instance) -> FastAPI:
    """Make the API. It has no page of documentation: that would load it from another host."""
    api = FastAPI(
        title="FitGlue", version=version("fitglue"), description=_DESCRIPTION,
        openapi_url="/openapi.json", docs_url=None, redoc_url=None, responses=PROBLEM_ANSWERS,
    )  # fmt: skip
    api.state.instance = instance
    for noun in _NOUNS:
        api.include_router(noun.router)
    answer_problems(api)
    return api
