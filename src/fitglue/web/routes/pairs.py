"""What a person says of activities: these are one workout, this is another one."""

from fastapi import APIRouter
from fastapi.responses import Response

from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.web.forms import TheForm, on_to, on_to_activity, text
from fitglue.web.pages import ThePages, Visitor

router = APIRouter()
_PART = "recordings"


@router.post("/questions/{question_id}/one")
def one_workout(pages: ThePages, person: Visitor, question_id: str, form: TheForm) -> Response:
    """Let two activities be one."""
    deciding = OneOrTwo(pages.instance.starter, person.id)
    activity_id = deciding.answer(question_id, are_one=True)
    return on_to_activity(activity_id, _PART) if text(form, "back") else on_to("/inputs")


@router.post("/questions/{question_id}/two")
def two_workouts(pages: ThePages, person: Visitor, question_id: str, form: TheForm) -> Response:
    """Keep two activities apart for good."""
    OneOrTwo(pages.instance.starter, person.id).answer(question_id, are_one=False)
    back = text(form, "back")
    return on_to_activity(back, _PART) if back else on_to("/inputs")


@router.post("/activities/{activity_id}/join")
def join(pages: ThePages, person: Visitor, activity_id: str, form: TheForm) -> Response:
    """Let another activity be one with this."""
    deciding = OneOrTwo(pages.instance.starter, person.id)
    return on_to_activity(deciding.join(activity_id, text(form, "other")), _PART)


@router.post("/activities/{activity_id}/recordings/{recording_id}/split")
def split(pages: ThePages, person: Visitor, activity_id: str, recording_id: str) -> Response:
    """Let a recording be an activity of its own again."""
    deciding = OneOrTwo(pages.instance.starter, person.id)
    return on_to_activity(deciding.split(activity_id, recording_id), _PART)
