"""Recordings: which an activity is made of, and whether they are one workout."""

from fastapi import APIRouter

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.recording_models import (
    JoinIn,
    OneOrTwoIn,
    QuestionOut,
    RecordingOut,
    question_out,
    recording_out,
)
from fitglue.api.run_models import Made
from fitglue.domain.errors import Gone
from fitglue.pipeline.one_or_two import OneOrTwo

router = APIRouter(tags=["recordings"])


@router.get("/activities/{activity_id}/recordings")
def list_recordings(caller: Reader, instance: TheInstance, activity_id: str) -> list[RecordingOut]:
    """List the recordings that an activity is made of, the first to come first."""
    rows = instance.store.recordings.listed(caller.account.id, activity_id)
    if not rows:
        raise Gone("There is no such activity, or it became part of another one.")
    return [recording_out(row) for row in rows]


@router.post("/activities/{activity_id}/recordings/{recording_id}/split", status_code=201)
def split_recording(
    caller: Writer, instance: TheInstance, activity_id: str, recording_id: str
) -> Made:
    """Make a recording an activity of its own again. It is never put back by itself."""
    deciding = OneOrTwo(instance.starter, caller.account.id)
    return Made(id=deciding.split(activity_id, recording_id))


@router.post("/activities/{activity_id}/join", status_code=201)
def join_activities(
    caller: Writer, instance: TheInstance, activity_id: str, wanted: JoinIn
) -> Made:
    """Make one activity of two, and give its id. What was delivered of either is updated."""
    deciding = OneOrTwo(instance.starter, caller.account.id)
    return Made(id=deciding.join(activity_id, wanted.activity_id))


@router.get("/questions")
def list_questions(caller: Reader, instance: TheInstance) -> list[QuestionOut]:
    """List the questions whether two activities are one workout, oldest first."""
    return [question_out(*each) for each in instance.store.pairs.waiting(caller.account.id)]


@router.post("/questions/{question_id}/answer", status_code=201)
def answer_question(
    caller: Writer, instance: TheInstance, question_id: str, answer: OneOrTwoIn
) -> Made:
    """Say whether two are one workout. Gives the id of the one activity, or of one of the two."""
    deciding = OneOrTwo(instance.starter, caller.account.id)
    return Made(id=deciding.answer(question_id, are_one=answer.one))
