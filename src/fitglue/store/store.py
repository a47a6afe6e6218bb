"""The store as one thing: a database, blobs, and a repository per aggregate."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fitglue.store.accounts import Accounts
from fitglue.store.activities import Activities
from fitglue.store.acts import Acts
from fitglue.store.ahead import WRITES_AT_A_TIME, Ahead
from fitglue.store.asides import Asides
from fitglue.store.athletes import Athletes
from fitglue.store.audit import Audit
from fitglue.store.billing import Billing
from fitglue.store.blobs import Blobs
from fitglue.store.causes import Causes
from fitglue.store.changes import Changes
from fitglue.store.channels import Channels
from fitglue.store.choices import Choices
from fitglue.store.condition import Conditions
from fitglue.store.connections import Connections
from fitglue.store.deliveries import Deliveries
from fitglue.store.diaries import Diaries
from fitglue.store.edits import ActivityEdits
from fitglue.store.erasing import Erasing
from fitglue.store.exports import Exports
from fitglue.store.extremes import Extremes
from fitglue.store.health_writes import HealthWrites
from fitglue.store.history import KeptHistory
from fitglue.store.imports import Imports
from fitglue.store.ingest import Ingest
from fitglue.store.inputs import Inputs
from fitglue.store.intake import Intake
from fitglue.store.journal import Journal
from fitglue.store.links import Links
from fitglue.store.listing import Listing
from fitglue.store.metrics import Metrics
from fitglue.store.names import Names
from fitglue.store.notifications import Notifications
from fitglue.store.outlines import Outlines
from fitglue.store.overview import Overview
from fitglue.store.pace import Pace
from fitglue.store.pairs import Pairs
from fitglue.store.passkeys import Passkeys
from fitglue.store.past import Past
from fitglue.store.phones import Phones
from fitglue.store.pipelines import Pipelines
from fitglue.store.polls import Polls
from fitglue.store.privacy_zones import PrivacyZones
from fitglue.store.prospects import Foresight
from fitglue.store.recordings import Recordings
from fitglue.store.removed import Removed
from fitglue.store.replays import Replays
from fitglue.store.runs import Runs
from fitglue.store.samples import Samples
from fitglue.store.sealed import Sealed
from fitglue.store.seen_activities import SeenActivities
from fitglue.store.sendings import Sendings
from fitglue.store.server_tasks import ServerTasks
from fitglue.store.sessions import Sessions
from fitglue.store.showcase import ShowcasePages
from fitglue.store.sync import Sync
from fitglue.store.tiers import Tiers
from fitglue.store.tokens import Tokens
from fitglue.store.transactions import Transactions
from fitglue.store.tries import Tries
from fitglue.store.turns import Turns
from fitglue.store.waits import bring_forward
from fitglue.store.web_answers import WebAnswers

R = TypeVar("R")


def _of_rows(kind: Callable[[Transactions], R]) -> cached_property[R]:
    return cached_property(lambda store: kind(store.transactions))


def _of_rows_and_blobs(kind: Callable[[Transactions, Blobs], R]) -> cached_property[R]:
    return cached_property(lambda store: kind(store.transactions, store.blobs))


class Store:
    """Repositories over one database and one place for blobs, each made when it is first asked."""

    causes = Causes()
    accounts = _of_rows(Accounts)
    activities = _of_rows_and_blobs(Activities)
    acts = _of_rows(Acts)
    asides = _of_rows(Asides)
    athletes = _of_rows(Athletes)
    audit = _of_rows(Audit)
    billing = _of_rows(Billing)
    channels = _of_rows(Channels)
    choices = _of_rows(Choices)
    condition = _of_rows(Conditions)
    connections = _of_rows(Connections)
    deliveries = _of_rows(Deliveries)
    diaries = _of_rows(Diaries)
    edits = _of_rows(ActivityEdits)
    exports = _of_rows(Exports)
    extremes = _of_rows(Extremes)
    foresight = _of_rows(Foresight)
    health_writes = _of_rows_and_blobs(HealthWrites)
    imports = _of_rows(Imports)
    ingest = _of_rows(Ingest)
    inputs = _of_rows_and_blobs(Inputs)
    journal = _of_rows(Journal)
    links = _of_rows(Links)
    listing = _of_rows(Listing)
    metrics = _of_rows(Metrics)
    names = _of_rows_and_blobs(Names)
    notifications = _of_rows(Notifications)
    outlines = _of_rows_and_blobs(Outlines)
    overview = _of_rows(Overview)
    pairs = _of_rows(Pairs)
    passkeys = _of_rows(Passkeys)
    past = _of_rows(Past)
    phones = _of_rows(Phones)
    pipelines = _of_rows(Pipelines)
    polls = _of_rows(Polls)
    privacy_zones = _of_rows(PrivacyZones)
    recordings = _of_rows_and_blobs(Recordings)
    removed = _of_rows(Removed)
    replays = _of_rows(Replays)
    runs = _of_rows(Runs)
    samples = _of_rows(Samples)
    sealed = _of_rows(Sealed)
    seen = _of_rows_and_blobs(SeenActivities)
    sendings = _of_rows(Sendings)
    server_tasks = _of_rows(ServerTasks)
    sessions = _of_rows(Sessions)
    showcase = _of_rows_and_blobs(ShowcasePages)
    sync = _of_rows(Sync)
    tiers = _of_rows(Tiers)
    tokens = _of_rows(Tokens)
    tries = _of_rows(Tries)
    web_answers = _of_rows(WebAnswers)

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        self.transactions = Transactions(engine)
        self.blobs = blobs
        self.database = engine
        self.changes = Changes(engine)
        self.pace = Pace()
        # Its threads begin when something is put, and end with the store.
        self._writers = ThreadPoolExecutor(WRITES_AT_A_TIME, "blobs")

    @property
    def turns(self) -> Turns:
        """Give what gives turns at services."""
        return Turns(self.transactions, self.pace)

    @property
    def erasing(self) -> Erasing:
        """Give what deletes recordings for good."""
        return Erasing(self.blobs)

    def history(self, account_id: str, without: frozenset[str]) -> KeptHistory:
        """Give what boosters may ask about a person, less what came from some sources."""
        return KeptHistory(self.transactions, self.blobs, account_id, without)

    @staticmethod
    def bring_waits_forward(session: Session, by: timedelta) -> None:
        """Let everything that waits for a moment wait for an earlier one."""
        bring_forward(session, by)

    def ahead(self) -> Ahead:
        """Give what writes blobs side by side, for an intake that is to come."""
        return Ahead(self.blobs, self._writers)

    @contextmanager
    def intake(self, ahead: Ahead | None = None) -> Generator[Intake]:
        """Give one transaction in which recordings and all they cause are written together.

        What was put `ahead` is waited for first: nobody waits for the disk with a lock.
        """
        ahead = ahead or self.ahead()
        ahead.wait()
        with self.transactions.writing("intake") as session:
            yield Intake(session, self.blobs, ahead)

    @contextmanager
    def looking(self) -> Generator[Intake]:
        """Give what an intake sees, for judging before a transaction; nothing is written."""
        with self.transactions.reading() as session:
            yield Intake(session, self.blobs, self.ahead())

    def close(self) -> None:
        """Let go of every connection."""
        self.changes.close()
        self.database.dispose()
