"""The first page, and what can be pressed on it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from fitglue.checkup import room_of
from fitglue.demo import queue_samples
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.sampling import Sampling
from fitglue.web.drawing import drawing
from fitglue.web.forms import on_to
from fitglue.web.home_view import home_of
from fitglue.web.pages import ThePages, Visitor, is_fragment

router = APIRouter()
_A_YEAR_S = 365 * 24 * 3600


@router.get("/")
def home(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how things are; a script that asks gets the part that changes."""
    room = room_of(pages.instance.settings) if person.is_admin else None
    shown = home_of(pages.instance.store, person, room)
    template = "home_parts.html" if is_fragment(request) else "home.html"
    answer = pages.show(request, template, person=person, home=shown)
    answer.headers["vary"] = "HX-Request-Type"
    return answer


@router.get("/activities/{activity_id}/drawing")
def draw(pages: ThePages, person: Visitor, activity_id: str) -> Response:
    """Give an activity as a small drawing; its address names its revision, so it is kept."""
    activity = pages.instance.store.activities.get(person.id, activity_id)
    drawn = drawing(activity.workout.streams) if activity is not None else None
    if drawn is None:
        raise HTTPException(404)
    kept = {"cache-control": f"private, max-age={_A_YEAR_S}, immutable"}
    return Response(drawn, media_type="image/svg+xml", headers=kept)


@router.post("/first-steps/close")
def close_guide(pages: ThePages, person: Visitor) -> Response:
    """Put the first steps away."""
    pages.instance.store.accounts.close_guide(person.id)
    return on_to("/")


@router.post("/first-steps/open")
def open_guide(pages: ThePages, person: Visitor) -> Response:
    """Show the first steps again."""
    pages.instance.store.accounts.close_guide(person.id, closed=False)
    return on_to("/")


@router.post("/samples")
def add_samples(pages: ThePages, person: Visitor) -> Response:
    """Let the sample workouts come in."""
    return on_to(f"/imports/{queue_samples(pages.instance, person.id)}")


@router.post("/samples/remove")
def remove_samples(pages: ThePages, person: Visitor) -> Response:
    """Take the sample workouts away, with all that they made."""
    instance = pages.instance
    Sampling(instance.store, person.id, instance.settings.output_folder).remove()
    return on_to("/")


@router.post("/home/pipelines/{pipeline_id}/pause")
def pause(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Let no new activity through a pipeline."""
    Keeping(pages.instance.store, person.id).enable(pipeline_id, enabled=False)
    return on_to("/")


@router.post("/home/pipelines/{pipeline_id}/resume")
def resume(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Let new activities through a pipeline again."""
    Keeping(pages.instance.store, person.id).enable(pipeline_id, enabled=True)
    return on_to("/")
