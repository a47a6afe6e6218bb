"""Writes the days of people's health metrics into their diaries at services.

A diary is looked at every hour; what differs from what we wrote is written, and nothing is asked
while nothing does. It is read first: what somebody else wrote there stays. What is about to be
written is remembered before it leaves, so that whoever is cut off knows it again as ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.diary import Fields, KeepsDiary, Page, Remembered
from fitglue.domain.errors import Delivery, Paced
from fitglue.domain.metrics import METRICS, DayRule, DayValue, MetricKind
from fitglue.domain.metrics.days import Span
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.engine import POLLS, Engine, Job, Step
from fitglue.pipeline.polling import after_s, as_ours
from fitglue.pipeline.reaching import Door
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.tables import ConnectionRow, DiaryRow

_LOOKS_EVERY = timedelta(hours=1)
#: What is older stays where it is: a diary is no archive.
GOES_BACK = timedelta(days=90)
#: A month is one question and one answer.
_DAYS_AT_A_TIME = 31
_NOTHING = Remembered()


def diary_job(row: "DiaryRow") -> Job:
    """Give the job that writes next."""
    return Job(workflow="diary", arguments=(row.connection_id, row.number), queue=POLLS)


def keeps_diary(service_id: str) -> KeepsDiary | None:
    """Give what writes a service's diary, if it keeps one."""
    service = registry.of_kind(PluginKind.SERVICE).get(service_id)
    return service if isinstance(service, KeepsDiary) else None


def switch(starter: Starter, session: "Session", connection: "ConnectionRow") -> None:
    """Write the diary of a connection that works, from now on or no more, as its owner wants."""
    service = keeps_diary(connection.service)
    if service is None or not service.wants_days(connection.settings):
        starter.store.diaries.switch_off(session, connection.id)
        return
    row = starter.store.diaries.switch_on(session, connection)
    starter.engine.enqueue(session, diary_job(row))


@dataclass(frozen=True, slots=True)
class Diaries:
    """Writes for everybody."""

    starter: Starter
    door: Door

    def queue_due(self) -> int:
        """Queue what is due, and count it; a job that is queued already changes nothing."""
        due = self._store.diaries.due(datetime.now(UTC))
        for row in due:
            with self._store.transactions.writing("queue a diary") as session:
                self._engine.enqueue(session, diary_job(row))
        return len(due)

    def diary(self, step: Step, connection_id: str, number: int) -> str:
        """Write what differs. This is the engine's workflow."""
        return step("diary", self.write, connection_id, number)

    def write(self, connection_id: str, number: int) -> str:
        """Write the days that differ from what we wrote; without any, ask nobody."""
        row = self._store.diaries.get(connection_id)
        connection = self._store.connections.get(connection_id)
        service = keeps_diary(connection.service) if connection is not None else None
        if row is None or connection is None or service is None or row.number != number:
            return "over"
        account = self._store.accounts.get(connection.account_id)
        if not account.keeps_metrics:
            return self._looked(row, has_written=False)
        try:
            new = self._new(row, account, service)
            has_written = bool(new) and self._write(row, connection, service, new)
        except DBAPIError:  # our database, of which the service knows nothing
            raise
        except Exception as problem:  # noqa: BLE001 - a plugin's mistake ends no other's work
            return self._postpone(row, as_ours(problem, connection.service))
        return self._looked(row, has_written=has_written)

    @property
    def _store(self) -> "Store":
        return self.starter.store

    @property
    def _engine(self) -> Engine:
        return self.starter.engine

    def _new(self, row: "DiaryRow", account: "Account", service: KeepsDiary) -> dict[date, Fields]:
        """Give what differs from what we wrote, day by day."""
        today = datetime.now(ZoneInfo(account.zone)).date()
        known = self._store.diaries.remembered(row.connection_id, today - GOES_BACK)
        new = {
            day: known.get(day, _NOTHING).differing(service.fields(values))
            for day, values in self._values(account, today).items()
        }
        return {day: fields for day, fields in new.items() if fields}

    def _values(self, account: "Account", today: date) -> dict[date, list[DayValue]]:
        """Give the values of each day; what gathers is known when its day is over."""
        found: dict[date, list[DayValue]] = {}
        for kind in MetricKind:
            gathers = METRICS[kind].rule is DayRule.SUM
            last = today - timedelta(days=1) if gathers else today
            span = Span(kind=kind, first=today - GOES_BACK, last=last)
            for value in self._store.metrics.values(account.id, span):
                found.setdefault(value.day, []).append(value)
        return found

    def _write(
        self, row: "DiaryRow", connection: "ConnectionRow", service: KeepsDiary,
        new: Mapping[date, Fields],
    ) -> bool:  # fmt: skip
        """Write what may be written, a month at a time; tell whether that was anything."""
        days, has_written = sorted(new), False
        for at in range(0, len(days), _DAYS_AT_A_TIME):
            some = {day: new[day] for day in days[at : at + _DAYS_AT_A_TIME]}
            has_written |= self._write_some(row, connection, service, some)
        return has_written

    def _write_some(
        self, row: "DiaryRow", connection: "ConnectionRow", service: KeepsDiary,
        some: Mapping[date, Fields],
    ) -> bool:  # fmt: skip
        line = self.door.connected(row.account_id, connection.service, connection.id)
        known = self._store.diaries.remembered(row.connection_id, min(some))
        there = service.days(line, min(some), max(some))
        allowed = {
            day: known.get(day, _NOTHING).allowed(fields, there.get(day, Page()))
            for day, fields in some.items()
        }
        begun = {day: known.get(day, _NOTHING).beginning(some[day], allowed[day]) for day in some}
        self._remember(row, begun)
        leaving = {day: fields for day, fields in allowed.items() if fields}
        if not leaving:
            return False
        service.write(line, leaving)
        self._remember(row, {day: begun[day].written(leaving[day]) for day in leaving})
        return True

    def _remember(self, row: "DiaryRow", days: Mapping[date, Remembered]) -> None:
        with self._store.transactions.writing("remember a diary") as session:
            self._store.diaries.remember(session, row, days)

    def _looked(self, row: "DiaryRow", *, has_written: bool) -> str:
        with self._store.transactions.writing("a diary is written") as session:
            waiting = self._store.diaries.locked(session, row.connection_id)
            if waiting is None or waiting.number != row.number:
                return "over"
            now = datetime.now(UTC)
            waiting.number, waiting.tries, waiting.why = waiting.number + 1, 0, ""
            waiting.looked_at, waiting.next_at = now, now + _LOOKS_EVERY
            if has_written:
                waiting.written_at = now
        return "written" if has_written else "nothing new"

    def _postpone(self, row: "DiaryRow", problem: Delivery) -> str:
        with self._store.transactions.writing("a diary waits") as session:
            waiting = self._store.diaries.locked(session, row.connection_id)
            if waiting is None or waiting.number != row.number:
                return "over"
            waiting.tries += not isinstance(problem, Paced)
            waiting.number, waiting.why = waiting.number + 1, problem.sentence
            wait = timedelta(seconds=after_s(problem, waiting.tries))
            waiting.next_at = datetime.now(UTC) + wait
        return "later"
