"""Pending inputs: questions that boosters asked, and their answers."""

from fastapi import APIRouter

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.run_models import AnswerIn, InputOut, input_out
from fitglue.domain.errors import Gone
from fitglue.pipeline.answering import Answering

router = APIRouter(tags=["inputs"])


@router.get("/inputs")
def list_inputs(caller: Reader, instance: TheInstance) -> list[InputOut]:
    """List the questions that wait for you, oldest first."""
    return [input_out(row) for row in instance.store.inputs.waiting(caller.account.id)]


@router.get("/inputs/{input_id}")
def get_input(caller: Reader, instance: TheInstance, input_id: str) -> InputOut:
    """Give a question, waiting or settled."""
    row = instance.store.inputs.get(caller.account.id, input_id)
    if row is None:
        raise Gone("There is no such question.")
    return input_out(row)


@router.post("/inputs/{input_id}/answer", status_code=204)
def answer_input(caller: Writer, instance: TheInstance, input_id: str, answer: AnswerIn) -> None:
    """Answer a question; its run goes on."""
    answering = Answering(instance.starter, caller.account.id)
    answering.answer(input_id, answer.values, file=answer.file)


@router.post("/inputs/{input_id}/skip", status_code=204)
def skip_input(caller: Writer, instance: TheInstance, input_id: str) -> None:
    """Let the run go on without an answer."""
    Answering(instance.starter, caller.account.id).skip(input_id)


@router.post("/inputs/{input_id}/cancel", status_code=204)
def cancel_input(caller: Writer, instance: TheInstance, input_id: str) -> None:
    """Take the question back and end the run that waits for it: nothing is delivered."""
    Answering(instance.starter, caller.account.id).cancel(input_id)
