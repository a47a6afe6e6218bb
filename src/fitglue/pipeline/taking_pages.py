"""Takes a page of what a service has: its workouts, and what is gone there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Page, SetAside
from fitglue.domain.aside import Aside
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.comparing import Comparing
from fitglue.pipeline.intake import Manner, Taken, foreseen, put
from fitglue.pipeline.leaving import Leaving
from fitglue.pipeline.setting_aside import SettingAside, asides_of, recordings_of
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sqlalchemy.orm import Session

    from fitglue.store.accounts import Account
    from fitglue.store.intake import Intake
    from fitglue.store.tables import ConnectionRow

#: Deliveries are named so at services that keep a name, with the activity's id behind it.
_OURS = "fitglue-"


@dataclass(frozen=True, eq=False, slots=True)
class ReadyPage:
    """A page whose workouts are compared with what is here: that locks nobody out."""

    page: Page
    recordings: Sequence[Recording]
    comparing: Comparing
    asides: Sequence[Aside] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes pages of one source for one person."""

    starter: Starter
    account: "Account"
    connection: "ConnectionRow"
    source: str
    manner: Manner

    def ready(self, page: Page) -> ReadyPage:
        """Do what only computes before the transaction: it locks others out on SQLite."""
        found = list(recordings_of(self.account.id, self.source, page))
        recordings = [one for one in found if isinstance(one, Recording)]
        unread = [one for one in found if isinstance(one, SetAside)]
        store = self.starter.store
        comparing = foreseen(store, self.account.id, recordings, self.manner)
        return ReadyPage(page, recordings, comparing, asides_of(store.blobs, unread))

    def take(self, intake: "Intake", some: ReadyPage) -> list[Taken]:
        """Take a page in the caller's transaction, which holds the person's lock.

        What we delivered and comes back is left out: it is here already. What could not be read is
        set aside.
        """
        ours = self._ours(intake.session, some) | self._bear_our_name(intake.session, some)
        self._set_aside(intake.session, some, ours)
        recordings = [one for one in some.recordings if one.sender.source_id not in ours]
        taken = put(intake, self.starter, recordings, self.manner, some.comparing)
        if self.source in registry.staying():
            self._erase(intake, some)
            return taken
        name = registry.service(self.connection.service).about.name
        leaving = Leaving(self.starter, intake, some.comparing, f"It was deleted at {name}.")
        for source_id in some.page.deleted:
            if source_id not in ours:
                leaving.leave(Sender(self.account.id, self.source, source_id))
        return taken

    def _set_aside(self, session: "Session", some: ReadyPage, ours: "AbstractSet[str]") -> None:
        aside = SettingAside(self.starter, self.connection, self.source, self.manner)
        read = {one.sender.source_id for one in some.recordings} | set(some.page.deleted)
        aside.forget(session, read)
        aside.put(session, [one for one in some.asides if one.told.source_id not in ours])

    def _erase(self, intake: "Intake", some: ReadyPage) -> None:
        """Delete for good what is gone there: terms do not let it be hidden."""
        recordings = self.starter.store.recordings
        senders = (Sender(self.account.id, self.source, one) for one in some.page.deleted)
        rows = [row for one in senders for row in recordings.of_sender(intake.session, one)]
        self.starter.store.erasing.erase(intake.session, rows)

    def _ours(self, session: "Session", some: ReadyPage) -> "AbstractSet[str]":
        targets = registry.through(self.connection.service, PluginKind.TARGET)
        asked = {one.sender.source_id for one in some.recordings} | set(some.page.deleted)
        asked |= {one.told.source_id for one in some.asides} - {""}
        return self.starter.store.polls.ours(session, self.account.id, targets, asked)

    def _bear_our_name(self, session: "Session", some: ReadyPage) -> "AbstractSet[str]":
        """Name what bears the name that we deliver under, though no receipt tells of it (yet)."""
        told = {one.sender.source_id: _named(one) for one in some.recordings}
        names = set(told.values()) - {""}
        if not names:
            return frozenset()
        known = self.starter.store.polls.known(session, self.account.id, names)
        return {source_id for source_id, name in told.items() if name in known}


def _named(recording: Recording) -> str:
    """Read an activity's id from the name that a service kept; some add a file's ending."""
    name = recording.workout.external_id
    return name.removeprefix(_OURS).partition(".")[0] if name.startswith(_OURS) else ""
