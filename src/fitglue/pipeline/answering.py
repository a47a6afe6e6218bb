"""What people answer to boosters' questions, and what follows from it, in one transaction."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue.domain.boost import InputField, Question
from fitglue.domain.errors import Gone, NeedsUser, Refused
from fitglue.domain.plan import plan_of
from fitglue.domain.runs import Beginning, Cause, RunState
from fitglue.pipeline.starting import Starter, segment_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import InputRow

_LONGEST_TEXT = 10_000
#: In bytes: a FIT file of a day has 5 MB.
LARGEST_FILE = 20 << 20


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers, skips and cancels questions for one person."""

    starter: Starter
    account_id: str

    def answer(self, input_id: str, values: Mapping[str, str], *, file: bytes = b"") -> None:
        """Take an answer; its run goes on. Raises NeedsUser for one that does not fit.

        `file` are the bytes of what the question's field of a file names.
        """
        if len(file) > LARGEST_FILE:
            raise NeedsUser("That file is too large.", "Choose the file of one workout.")
        with self.starter.store.transactions.writing("answer") as session:
            row = self._waiting(session, input_id)
            question = self.starter.store.inputs.question(row)
            answer = checked(question, values)
            blob = self.starter.store.blobs.put(file) if file else ""
            self.starter.store.inputs.settle(row, "answered", answer, blob)
            self._go_on(session, row)

    def skip(self, input_id: str) -> None:
        """Let the run go on without an answer."""
        with self.starter.store.transactions.writing("skip a question") as session:
            row = self._waiting(session, input_id)
            self.starter.store.inputs.settle(row, "skipped", None)
            self._go_on(session, row)

    def cancel(self, input_id: str) -> None:
        """Take the question back and end the run that waits for it: nothing is delivered."""
        store = self.starter.store
        with store.transactions.writing("cancel a question") as session:
            row = self._waiting(session, input_id)
            store.inputs.settle(row, "cancelled", None)
            run = store.runs.waiting_for_answer(session, row.run_id)
            if run is not None:
                why = "You cancelled it when it asked you."
                store.runs.end(run, RunState.CANCELLED, why)
                store.deliveries.skip_waiting(session, run, why)

    def _waiting(self, session: "Session", input_id: str) -> "InputRow":
        row = self.starter.store.inputs.locked(session, self.account_id, input_id)
        if row is not None:
            return row
        if self.starter.store.inputs.get(self.account_id, input_id) is None:
            raise Gone("There is no such question.")
        raise Refused("This question has been answered already.", "Look at the activity.")

    def _go_on(self, session: "Session", row: "InputRow") -> None:
        store, engine = self.starter.store, self.starter.engine
        run = store.runs.waiting_for_answer(session, row.run_id)
        if run is not None:
            # A new segment: the job that waits for the deadline finds that it is too late.
            run.segment += 1
            run.state, run.why, run.wake_at = RunState.WAITING.value, "", None
            engine.enqueue(session, segment_job(run.id, run.segment))
        elif not row.blocking and row.state == "answered":
            self._start_anew(session, row)

    def _start_anew(self, session: "Session", row: "InputRow") -> None:
        """Bring what was delivered without the answer up to date."""
        run = self.starter.store.runs.of_input(session, row)
        self.starter.start(
            session,
            Beginning(
                account_id=run.account_id,
                activity_id=run.activity_id,
                revision=run.activity_revision,
                plan=plan_of(run.plan),
                cause=Cause.ANSWER,
                cause_key=f"answer-{row.id}",
                delivers=run.delivers,
            ),
        )


def checked(question: Question, values: Mapping[str, str]) -> dict[str, str]:
    """Hold an answer against its question. Raises NeedsUser with the field that is wrong."""
    return {field.name: _checked(field, values.get(field.name, "")) for field in question.fields}


def _checked(field: InputField, value: str) -> str:
    value = value.strip()
    if field.required and not value:
        raise NeedsUser(f"{field.label} is missing.", "Fill it in, or skip the question.")
    if len(value) > _LONGEST_TEXT:
        raise NeedsUser(f"{field.label} is too long.", f"Use at most {_LONGEST_TEXT} characters.")
    if field.kind == "choice" and value and value not in field.choices:
        raise NeedsUser(f"“{value}” is none of the choices.", "Choose one of the list.")
    if field.kind == "number" and value and not _is_number(value):
        raise NeedsUser(f"{field.label} is not a number.", "Write it with digits: 12.5")
    if field.kind == "yes_no" and value not in {"", "yes", "no"}:
        raise NeedsUser(f"{field.label} wants a yes or a no.", "Choose one of the two.")
    return value


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False
