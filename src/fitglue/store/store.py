"""The store as one thing: a database, blobs, and a repository per aggregate."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fitglue.store.accounts import Accounts
from fitglue.store.activities import Activities
from fitglue.store.asides import Asides
from fitglue.store.audit import Audit
from fitglue.store.billing import Billing
from fitglue.store.blobs import Blobs
from fitglue.store.causes import Causes
from fitglue.store.channels import Channels
from fitglue.store.condition import Conditions
from fitglue.store.connections import Connections
from fitglue.store.deliveries import Deliveries
from fitglue.store.diaries import Diaries
from fitglue.store.edits import ActivityEdits
from fitglue.store.erasing import Erasing
from fitglue.store.extremes import Extremes
from fitglue.store.history import KeptHistory
from fitglue.store.imports import Imports
from fitglue.store.ingest import Ingest
from fitglue.store.inputs import Inputs
from fitglue.store.intake import Intake
from fitglue.store.journal import Journal
from fitglue.store.links import Links
from fitglue.store.metrics import Metrics
from fitglue.store.names import Names
from fitglue.store.notifications import Notifications
from fitglue.store.pace import Pace
from fitglue.store.pairs import Pairs
from fitglue.store.passkeys import Passkeys
from fitglue.store.past import Past
from fitglue.store.phones import Phones
from fitglue.store.pipelines import Pipelines
from fitglue.store.polls import Polls
from fitglue.store.recordings import Recordings
from fitglue.store.runs import Runs
from fitglue.store.sealed import Sealed
from fitglue.store.seen_activities import SeenActivities
from fitglue.store.sendings import Sendings
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


class Store:
    """Repositories over one database and one place for blobs."""

    causes = Causes()

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        self.transactions = Transactions(engine)
        self.blobs = blobs
        self.accounts = Accounts(self.transactions)
        self.activities = Activities(self.transactions, blobs)
        self.audit = Audit(self.transactions)
        self.billing = Billing(self.transactions)
        self.channels = Channels(self.transactions)
        self.condition = Conditions(self.transactions)
        self.connections = Connections(self.transactions)
        self.deliveries = Deliveries(self.transactions)
        self.imports = Imports(self.transactions)
        self.ingest = Ingest(self.transactions)
        self.links = Links(self.transactions)
        self.metrics = Metrics(self.transactions)
        self.names = Names(self.transactions, blobs)
        self.notifications = Notifications(self.transactions)
        self.pairs = Pairs(self.transactions)
        self.passkeys = Passkeys(self.transactions)
        self.phones = Phones(self.transactions)
        self.pipelines = Pipelines(self.transactions)
        self.runs = Runs(self.transactions)
        self.inputs = Inputs(self.transactions, blobs)
        self.journal = Journal(self.transactions)
        self.past = Past(self.transactions)
        self.pace = Pace()
        self.polls = Polls(self.transactions)
        self.recordings = Recordings(self.transactions, blobs)
        self.sealed = Sealed(self.transactions)
        self.seen = SeenActivities(self.transactions, blobs)
        self.sendings = Sendings(self.transactions)
        self.sessions = Sessions(self.transactions)
        self.showcase = ShowcasePages(self.transactions, blobs)
        self.sync = Sync(self.transactions)
        self.tokens = Tokens(self.transactions)
        self.tries = Tries(self.transactions)
        self.tiers = Tiers(self.transactions)
        self.web_answers = WebAnswers(self.transactions)
        self.database = engine

    @property
    def turns(self) -> Turns:
        """Give what gives turns at services."""
        return Turns(self.transactions, self.pace)

    @property
    def asides(self) -> Asides:
        """Give what could not be read of services."""
        return Asides(self.transactions)

    @property
    def diaries(self) -> Diaries:
        """Give the diaries of days at services."""
        return Diaries(self.transactions)

    @property
    def edits(self) -> ActivityEdits:
        """Give what people changed of their activities."""
        return ActivityEdits(self.transactions)

    @property
    def extremes(self) -> Extremes:
        """Give the highest of people's figures."""
        return Extremes(self.transactions)

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

    @contextmanager
    def intake(self) -> Generator[Intake]:
        """Give one transaction in which recordings and all they cause are written together."""
        with self.transactions.writing("intake") as session:
            yield Intake(session, self.blobs)

    @contextmanager
    def looking(self) -> Generator[Intake]:
        """Give what an intake sees, for judging before a transaction; nothing is written."""
        with self.transactions.reading() as session:
            yield Intake(session, self.blobs)

    def close(self) -> None:
        """Let go of every connection."""
        self.database.dispose()
