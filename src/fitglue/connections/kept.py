"""What a connection knows between requests: whether it works, its tokens, and its pace."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fitglue.connections.oauth import TokenOffice
from fitglue.connections.sealed import Sealing, opened, put
from fitglue.domain.connecting import ConnectionState, stopped
from fitglue.domain.errors import Delivery, NeedsUser, Paced, Transient
from fitglue.domain.oauth import Tokens
from fitglue.domain.pace import IN_TURN, Call, Heard
from fitglue.store.connections import windows_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.domain.plugins import Service
    from fitglue.store import Store
    from fitglue.store.tables import ConnectionRow

_RENEW_BEFORE = timedelta(seconds=60)
_RENEWING_TAKES_S = 40.0
_LOOK_EVERY_S = 0.1
_HEARD_IS_NEWS_AFTER = timedelta(minutes=1)
Trouble = Callable[["Session", "ConnectionRow"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The `Keeper` of a connection's row. One that is `testing` asks before it is known to work."""

    store: "Store"
    vault: Sealing
    service: "Service"
    connection_id: str
    office: TokenOffice | None
    trouble: Trouble
    calls: Call = field(default_factory=Call)
    testing: bool = False

    def take_turn(self, counts_as: str) -> None:
        """Count a request. Raises Paced, NeedsUser."""
        with self.store.transactions.writing("ask a service") as session:
            row = self.store.connections.locked(session, self.connection_id)
            if row is None or not (self.testing or row.state == ConnectionState.CONNECTED):
                raise _stopped(self.service, row)
            call = replace(self.calls, counts_as=counts_as)
            windows = windows_of(row) or self.service.about.pace
            wait_s = self.store.pace.wait_s(session, row.budget, windows, call)
        if wait_s > 0:
            raise Paced(f"{self.service.about.name} {IN_TURN}", retry_after_s=wait_s)

    def tokens(self) -> Tokens | None:
        """Give tokens that are good now. Raises Delivery."""
        if self.office is None:
            return None
        tokens = self._tokens()
        ends_at = tokens.expires_at
        is_good = ends_at is None or ends_at - _RENEW_BEFORE > datetime.now(UTC)
        return tokens if is_good else self.fresh_tokens(tokens)

    def fresh_tokens(self, instead_of: Tokens) -> Tokens:
        """Give tokens in place of old ones; one process fetches them, the others wait for it."""
        until = time.monotonic() + _RENEWING_TAKES_S
        while time.monotonic() < until:
            with self.store.transactions.writing("renew tokens") as session:
                mine = self.store.connections.may_renew(
                    session, self.connection_id, _RENEWING_TAKES_S
                )
            tokens = self._tokens()
            if mine:
                return self._renewed(tokens, instead_of)
            if tokens.access != instead_of.access:
                return tokens
            time.sleep(_LOOK_EVERY_S)
        raise Transient(f"{self.service.about.name} gives no fresh token.")

    def note(self, heard: Heard, problem: Delivery | None) -> None:
        """Note what came of a request."""
        if self._is_no_news(heard, problem):
            return
        with self.store.transactions.writing("heard of a service") as session:
            row = self.store.connections.locked(session, self.connection_id)
            if row is None:
                return
            self.store.connections.heard(session, row.id, heard.windows)
            quiet_s = max(heard.quiet_s, _asked_for_s(problem))
            if quiet_s > 0:
                self.store.pace.hold(session, row.budget, quiet_s)
            if isinstance(problem, NeedsUser):
                self._stop(session, row, problem)

    def _is_no_news(self, heard: Heard, problem: Delivery | None) -> bool:
        if problem is not None or heard.quiet_s:
            return False
        row = self.store.connections.get(self.connection_id)
        if row is None or row.heard_at is None:
            return False
        is_recent = row.heard_at > datetime.now(UTC) - _HEARD_IS_NEWS_AFTER
        return is_recent and (not heard.windows or heard.windows == windows_of(row))

    def _stop(self, session: "Session", row: "ConnectionRow", problem: NeedsUser) -> None:
        if self.testing or row.state != ConnectionState.CONNECTED:
            return
        needs = ConnectionState.NEEDS_YOU
        self.store.connections.set_state(row, needs, problem.sentence, problem.next_step)
        self.trouble(session, row)

    def _tokens(self) -> Tokens:
        row = self.store.connections.get(self.connection_id)
        if row is None:
            raise _stopped(self.service, row)
        try:
            tokens = opened(self.vault, row).tokens
        except NeedsUser as problem:  # what the vault keeps does not open
            self.note(Heard(), problem)
            raise
        if tokens is None:  # the operator gave them up, with a key that was lost
            problem = no_way_in(self.service)
            self.note(Heard(), problem)
            raise problem
        return tokens

    def _renewed(self, tokens: Tokens, instead_of: Tokens) -> Tokens:
        """Fetch fresh tokens and keep them before anybody uses them: the old ones are dead now."""
        try:
            if tokens.access == instead_of.access and self.office is not None:
                tokens = self._fetched(self.office, tokens)
        finally:
            with self.store.transactions.writing("tokens renewed") as session:
                row = self.store.connections.locked(session, self.connection_id)
                if row is not None:
                    row.renewing_until = None
                    put(self.vault, row, tokens=tokens)
        return tokens

    def _fetched(self, office: TokenOffice, tokens: Tokens) -> Tokens:
        if not tokens.refresh:
            problem: Delivery = no_way_in(self.service)
        else:
            try:
                return office.refreshed(tokens)
            except Delivery as told:
                problem = told
        self.note(Heard(), problem)
        raise problem


def no_way_in(service: "Service") -> NeedsUser:
    """Say that there is nothing to come in with."""
    return NeedsUser(
        f"{service.about.name} does not let FitGlue in any more.", "Press “Connect again”."
    )


def _stopped(service: "Service", row: "ConnectionRow | None") -> NeedsUser:
    name = service.about.name
    if row is None:
        return stopped(name, None)
    return stopped(name, ConnectionState(row.state), row.why, row.next_step)


def _asked_for_s(problem: Delivery | None) -> float:
    if isinstance(problem, Transient) and not isinstance(problem, Paced):
        return problem.retry_after_s or 0.0
    return 0.0
