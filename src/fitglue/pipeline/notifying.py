"""Writes down what people have to be told, in the transaction of what causes it.

A cause is told once, until it is solved. What a history run brings is counted in one notification;
what needs somebody is one, however many deliveries meet it.
"""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fitglue import registry
from fitglue.domain.boost import Question
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.notification import CROWD, Cause, Kind, Told
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.engine import Engine, Job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.domain.plan import BoosterUse
    from fitglue.store import Store
    from fitglue.store.causes import OfDelivery
    from fitglue.store.tables import DeliveryRow, RunRow, SendingRow

    AnyRun = RunRow | OfDelivery

#: A queue of its own: a channel that is slow holds up nothing else.
MESSAGES = "messages"
#: What happens within so many seconds leaves as one message.
GATHER_S = 20.0


class Needy(Protocol):
    """A connection that needs its owner: whose it is, its service's id, and what to do."""

    id: str
    account_id: str
    service: str
    why: str
    next_step: str


def sending_job(row: "SendingRow", *, delay_s: float = 0.0) -> Job:
    """Give the job that sends what a channel has to tell."""
    return Job(workflow="notify", arguments=(row.id, row.attempt), queue=MESSAGES, delay_s=delay_s)


@dataclass(frozen=True, slots=True)
class Notifying:
    """Tells people of a store what happens. Every method takes part in a transaction."""

    store: "Store"
    engine: Engine

    def settled(self, session: "Session", row: "DeliveryRow", for_run: str) -> None:
        """Tell what a try of a delivery led to, if it led to an end.

        That of an earlier run is told only if it arrived: a newer one tries again at once.
        """
        session.flush()
        is_late = row.run_id != for_run and row.state != DeliveryState.SENT
        if is_late:
            return
        known = self.store.causes.of_delivery(session, row)
        if known.is_sample:
            return
        match row.state:
            case DeliveryState.SENT:
                if known.has_trouble:
                    self._solved(session, row, known)
                if row.sent_at == row.changed_at:  # the first time: an update is no news
                    subject = f"activity:{row.activity_id}"
                    self._tell_of(session, row, known, Kind.DELIVERED, subject)
            case DeliveryState.REFUSED:
                self._resolve_needs(session, row)
                self._tell_of(session, row, known, Kind.FAILED, f"delivery:{row.id}")
            case DeliveryState.NEEDS_YOU:
                self._tell_need(session, row)

    def it_is_there(self, session: "Session", row: "DeliveryRow") -> None:
        """Note that a person has settled a delivery that needed them."""
        session.flush()
        self._solved(session, row, self.store.runs.of_delivery(session, row))

    def failed(self, session: "Session", run: "RunRow") -> None:
        """Tell that a run has failed before anything could be delivered, and none follows it."""
        if run.look_again_at is not None or self.store.samples.has(session, run.activity_id):
            return
        told = Told(
            about=self._title(session, run.activity_id), why=run.why,
            link=f"/activities/{run.activity_id}",
        )  # fmt: skip
        self.tell(session, run.account_id, _maybe_many(run, Kind.FAILED, _run(run), told))

    def asked(
        self, session: "Session", run: "RunRow", use: "BoosterUse", question: Question
    ) -> None:
        """Tell that a booster asks something, unless it was answered before."""
        session.flush()
        input_id = self.store.causes.open_question(session, run, use)
        if input_id is None or self.store.samples.has(session, run.activity_id):
            return
        told = Told(about=self._title(session, run.activity_id), why=question.title, link="/inputs")
        subject = f"input:{input_id}"
        self.tell(session, run.account_id, _maybe_many(run, Kind.QUESTION, subject, told))

    def connection_needs_you(self, session: "Session", connection: Needy) -> None:
        """Tell, once, that a connection needs its owner, however many deliveries meet it."""
        told = Told(
            about=name_of(PluginKind.SERVICE, connection.service), why=connection.why,
            next_step=connection.next_step,
            link=f"/connections/{connection.id}",
        )  # fmt: skip
        cause = Cause(kind=Kind.NEEDS_YOU, subject=f"connection:{connection.id}", told=told)
        self.tell(session, connection.account_id, cause)

    def connection_works_again(self, session: "Session", connection: Needy) -> None:
        """Note that it is solved: what happens from now on is told anew."""
        subject = f"connection:{connection.id}"
        self.store.notifications.resolve(session, connection.account_id, Kind.NEEDS_YOU, subject)

    def can_be_read(self, session: "Session", account_id: str, subject: str) -> None:
        """Note that nothing of a source is set aside any more."""
        self.store.notifications.resolve(session, account_id, Kind.FAILED, subject)

    def tell(self, session: "Session", account_id: str, cause: Cause) -> None:
        """Write a cause, and let it leave by the channels that tell such, if it has to be told."""
        row = self.store.notifications.happened(session, account_id, cause)
        if row is None:
            return
        for channel in self.store.channels.telling(session, account_id, cause.kind):
            sending = self.store.sendings.want(session, row, channel, GATHER_S)
            session.flush()
            self.engine.enqueue(session, sending_job(sending, delay_s=GATHER_S))

    def _tell_of(
        self, session: "Session", row: "DeliveryRow", known: "OfDelivery", kind: Kind, subject: str
    ) -> None:
        told = Told(
            about=known.title, where=(_target(row),),
            why=row.why, next_step=row.next_step, link=f"/activities/{row.activity_id}",
            url=row.url if row.url.startswith("https://") else "",
        )  # fmt: skip
        crowd = f"{CROWD}{known.pipeline_id}:{row.target}"
        self.tell(session, row.account_id, _maybe_many(known, kind, subject, told, crowd))

    def _tell_need(self, session: "Session", row: "DeliveryRow") -> None:
        connection = self.store.connections.seen(session, row.connection)
        if connection is not None and connection.state != ConnectionState.CONNECTED:
            return  # that is told of the connection, once
        number = self.store.causes.that_need(session, row)
        told = Told(
            about=_target(row), why=row.why, next_step=row.next_step,
            link=f"/activities/{row.activity_id}",
        )  # fmt: skip
        said = hashlib.sha256(row.why.encode()).hexdigest()[:16]
        subject = f"target:{row.target}:{said}"
        cause = Cause(kind=Kind.NEEDS_YOU, subject=subject, told=told, number=number)
        self.tell(session, row.account_id, cause)

    def _solved(self, session: "Session", row: "DeliveryRow", run: "AnyRun") -> None:
        self.store.notifications.resolve(
            session, row.account_id, Kind.FAILED, f"delivery:{row.id}", _run(run)
        )
        self._resolve_needs(session, row)

    def _resolve_needs(self, session: "Session", row: "DeliveryRow") -> None:
        """Note that a target needs nobody any more, once no delivery says so."""
        notifications = self.store.notifications
        subjects = notifications.open_subjects(
            session, row.account_id, Kind.NEEDS_YOU, f"target:{row.target}:"
        )
        if subjects and not self.store.causes.that_need(session, row, for_any_reason=True):
            notifications.resolve(session, row.account_id, Kind.NEEDS_YOU, *subjects)

    def _title(self, session: "Session", activity_id: str) -> str:
        return self.store.causes.title(session, activity_id)


def name_of(kind: PluginKind, plugin_id: str) -> str:
    """Name a target or a service as people know it."""
    plugin = registry.of_kind(kind).get(plugin_id)
    return plugin.about.name if plugin is not None else plugin_id


def _target(row: "DeliveryRow") -> str:
    return name_of(PluginKind.TARGET, row.target)


def _run(run: "AnyRun") -> str:
    return f"run:{run.activity_id}:{run.pipeline_id}"


def _maybe_many(run: "AnyRun", kind: Kind, subject: str, told: Told, crowd: str = "") -> Cause:
    """Count what a history run brings; tell singly what happens now."""
    if not run.backfill:
        return Cause(kind=kind, subject=subject, told=told)
    crowd = crowd or f"{CROWD}{run.pipeline_id}"
    return Cause(kind=kind, subject=crowd, told=told, adds=True)
