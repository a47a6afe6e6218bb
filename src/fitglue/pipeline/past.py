"""Runs past activities through a pipeline: counted first, then begun in chunks by a job.

Newest first, behind what happens now. The request's id is each run's cause, so that a chunk that
was cut off and is done again begins nothing twice.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fitglue.domain.errors import NeedsUser
from fitglue.domain.past import PastWanted, Place
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause, RunState
from fitglue.pipeline.engine import Job, Step
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.starting import Starter, segment_job

if TYPE_CHECKING:
    from fitglue.store.tables import RunRow

_CHUNK = 50  # activities whose runs begin in one transaction
_PAUSED = "You paused the run for past activities; begun again, it goes on with this one."
_MOST_TRIED = 50  # activities of a dry run


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which past activities: of one sport or all, between two local days, both included.

    `text` are words that each has in its title or elsewhere. Those that the pipeline has had
    already are left out unless `had_too`; what was cancelled does not count as had.
    """

    sport: str = ""
    since: date | None = None
    until: date | None = None
    had_too: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class ForTarget:
    """What past activities mean for a target: how many are new there, how many are there."""

    key: str
    target: str
    new: int
    there: int


_ANY = Choice(had_too=True)


@dataclass(frozen=True, slots=True)
class PastRuns:
    """Begins runs of past activities."""

    starter: Starter

    def count(self, account_id: str, plan: Plan, choice: Choice) -> int:
        """Count the past activities that fit a plan's sources and a choice."""
        return self.starter.store.past.count(account_id, self._wanted(account_id, plan, choice))

    def latest(self, account_id: str, plan: Plan, number: int, choice: Choice = _ANY) -> list[str]:
        """Give the newest activities that fit a plan's sources, to try it on; 50 at most."""
        wanted = self._wanted(account_id, plan, choice)
        number = max(1, min(number, _MOST_TRIED))
        return [place.id for place in self.starter.store.past.newest(account_id, wanted, number)]

    def begin(self, account_id: str, pipeline_id: str, choice: Choice, *, delivers: bool) -> int:
        """Queue the runs of past activities, and count them. Raises NeedsUser when there is none.

        Without `delivers` they are boosted and kept, and nothing is sent.
        """
        store = self.starter.store
        plan = Keeping(store, account_id).get(pipeline_id).plan
        number = self.count(account_id, plan, choice)
        if not number:
            raise NeedsUser("No past activity fits this choice.", "Choose more days or sports.")
        job = _job(account_id, pipeline_id, choice, delivers=delivers)
        with store.transactions.writing("queue past runs") as session:
            self.starter.engine.enqueue(session, job)
        return number

    def by_target(self, account_id: str, plan: Plan, choice: Choice) -> list[ForTarget]:
        """Count for every target what would be new there, and what is there and is renewed."""
        wanted = self._wanted(account_id, plan, choice)
        past = self.starter.store.past
        number, there = (
            past.count(account_id, wanted),
            past.there_already(account_id, wanted, plan.id),
        )
        return [
            ForTarget(use.key, use.plugin, number - there.get(use.key, 0), there.get(use.key, 0))
            for use in plan.targets
        ]

    def pause(self, account_id: str, pipeline_id: str) -> int:
        """Cancel the runs of past activities that wait for their turn, and count them.

        They count as not had, so that beginning again goes on with the rest.
        """
        Keeping(self.starter.store, account_id).get(pipeline_id)
        store = self.starter.store
        with store.transactions.writing("pause past runs") as session:
            jobs = [
                self._cancelled(run) for run in store.past.waiting(session, account_id, pipeline_id)
            ]
        self.starter.engine.cancel(jobs)
        return len(jobs)

    def _cancelled(self, run: "RunRow") -> Job:
        job = segment_job(run.id, run.segment)
        self.starter.store.runs.end(run, RunState.CANCELLED, _PAUSED)
        return job

    def past(self, step: Step, *arguments: Any) -> int:
        """Begin runs, chunk by chunk, and count them. This is the engine's workflow."""
        begun, start, last = 0, "", ""
        while True:
            said = step("begin past runs", self.chunk, list(arguments), start, last)
            begun, start, last = begun + said["begun"], said["start"], said["last"]
            if not last:
                return begun

    def chunk(self, arguments: list[Any], start: str, last: str) -> dict[str, Any]:
        """Begin the next runs, and tell how many, and where the chunk ended."""
        request = _request(arguments)
        store = self.starter.store
        pipeline = store.pipelines.get(request.account_id, request.pipeline_id)
        if pipeline is None:  # deleted meanwhile
            return {"begun": 0, "start": "", "last": ""}
        wanted = self._wanted(request.account_id, pipeline.plan, request.choice)
        before = Place(datetime.fromisoformat(start), last, 0) if last else None
        places = store.past.newest(request.account_id, wanted, _CHUNK, before)
        cause_key = _cause_key(request)
        with store.transactions.writing("begin past runs") as session:
            if store.past.any_ended(session, request.pipeline_id, cause_key, _PAUSED):
                return {"begun": 0, "start": "", "last": ""}
            started = [
                self.starter.start(session, _beginning(request, place, pipeline.plan))
                for place in places
            ]
        begun = len(started) - started.count(None)
        end = places[-1] if len(places) == _CHUNK else None
        at = end.start.astimezone(UTC).isoformat() if end else ""
        return {"begun": begun, "start": at, "last": end.id if end else ""}

    def _wanted(self, account_id: str, plan: Plan, choice: Choice) -> PastWanted:
        zone = ZoneInfo(self.starter.store.accounts.get(account_id).zone)
        after_until = choice.until + timedelta(days=1) if choice.until else None
        return PastWanted(
            sources=plan.sources,
            sport=choice.sport,
            text=choice.text,
            since=_midnight(choice.since, zone),
            until=_midnight(after_until, zone),
            not_in="" if choice.had_too else plan.id,
        )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone).astimezone(UTC) if day else None


@dataclass(frozen=True, slots=True)
class _Request:
    account_id: str
    pipeline_id: str
    id: str
    delivers: bool
    choice: Choice


def _job(account_id: str, pipeline_id: str, choice: Choice, *, delivers: bool) -> Job:
    days = [day.isoformat() if day else "" for day in (choice.since, choice.until)]
    return Job(
        workflow="past",
        arguments=(
            account_id, pipeline_id, secrets.token_hex(8), int(delivers), choice.sport, *days,
            int(choice.had_too),
        ),
    )  # fmt: skip


def _request(arguments: list[Any]) -> _Request:
    account_id, pipeline_id, key, delivers, sport, since, until, had_too = arguments
    choice = Choice(sport=sport, since=_day(since), until=_day(until), had_too=bool(had_too))
    return _Request(account_id, pipeline_id, key, bool(delivers), choice)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cause_key(request: _Request) -> str:
    return f"past-{request.id}"


def _beginning(request: _Request, place: Place, plan: Plan) -> Beginning:
    return Beginning(
        account_id=request.account_id,
        activity_id=place.id,
        revision=place.revision,
        plan=plan,
        cause=Cause.PAST,
        cause_key=_cause_key(request),
        delivers=request.delivers,
        backfill=True,
    )
