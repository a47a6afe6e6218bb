"""A person connects a service: fills in its form, signs in there if need be, and it is tried.

::

    fill_in ──► (oauth) way_there ──► the service's page ──► come_back ─┐
            └─► (a key or a password) ───────────────────────────────────┴──► try_out ──► connected
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from fitglue import registry
from fitglue.connections.client import Client
from fitglue.connections.kept import Kept, Trouble
from fitglue.connections.oauth import TokenOffice, way_there
from fitglue.connections.sealed import Inside, Pending, Sealing, apart, opened, put, settings_of
from fitglue.domain.asking import Connection, NotConnected, Who
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import Delivery, Denied, Gone, NeedsUser
from fitglue.domain.pace import Call
from fitglue.domain.plugins import PluginKind, Service

if TYPE_CHECKING:
    import httpx2
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import ConnectionRow

_WAY_TAKES = timedelta(minutes=30)
_CALL = Call()
_PRESS_AGAIN = "Press “Connect again”, and stay in this browser."
Works = Callable[["Session", "ConnectionRow", bool], None]


def _nothing(*told: object) -> None:
    del told


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """Connects services of people.

    `trouble` is told of a connection that stops; `works` of one that works, and whether that is for
    the first time; `left` whose connection to which service is forgotten.
    """

    store: "Store"
    vault: Sealing
    web: Callable[[], "httpx2.Client"]
    trouble: Trouble = _nothing
    works: Works = _nothing
    left: Callable[[str, str], None] = _nothing

    def fill_in(
        self, account_id: str, service_id: str, told: Mapping[str, Any], connection_id: str = ""
    ) -> "ConnectionRow":
        """Keep what a person filled in; secrets left empty stay as they are.

        Raises Gone, and pydantic's ValidationError for what does not fit.
        """
        service = registry.service(service_id)
        with self.store.transactions.writing("fill in a connection") as session:
            row = self._own(session, account_id, connection_id) if connection_id else None
            known = opened(self.vault, row).settings if row is not None else {}
            secret_is_left = {name: text for name, text in known.items() if not told.get(name)}
            settings = service.about.settings.model_validate({**told, **secret_is_left})
            if row is None:
                row = self.store.connections.add(session, account_id, service_id)
            plain, secret = apart(settings)
            if (plain, secret) != (row.settings, known):  # nothing is sent by them untried
                self.store.connections.set_state(row, ConnectionState.BEGUN)
            row.settings = plain
            put(self.vault, row, settings=secret)
            row.budget = _budget(service, settings, row)
        return row

    def way_there(self, row: "ConnectionRow", redirect: str) -> str:
        """Give the address at the service where its owner signs in; empty where none is needed."""
        service = registry.service(row.service)
        oauth = service.oauth(self.settings(row))
        if oauth is None:
            return ""
        way = way_there(oauth, redirect, row.id)
        until = datetime.now(UTC) + _WAY_TAKES
        with self.store.transactions.writing("on the way to a service") as session:
            kept = self._own(session, row.account_id, row.id)
            put(self.vault, kept, pending=Pending(way.state, way.verifier, redirect, until))
        return way.address

    def come_back(self, account_id: str, told: Mapping[str, str]) -> "ConnectionRow":
        """Take a person who comes back from the service, once. Raises Denied, Delivery."""
        row, pending = self._pending(account_id, told.get("state", ""))
        service = registry.service(row.service)
        if told.get("error") or not told.get("code"):
            raise Denied(
                f"{service.about.name} was told not to let FitGlue in.",
                "Press “Connect again” if that was a mistake.",
            )
        office = self._office(service, self.settings(row))
        if office is None:
            raise Denied(f"{service.about.name} needs no sign-in.", _PRESS_AGAIN)
        tokens = office.exchanged(told["code"], pending.redirect, pending.verifier)
        granted = _granted(told.get("scope", "")) or tokens.scopes or office.oauth.scopes
        if missing := office.oauth.needed - set(granted):
            raise Denied(
                f"{service.about.name} did not allow everything that FitGlue needs: "
                f"{', '.join(sorted(missing))} is missing.",
                "Press “Connect again” and leave every box ticked.",
            )
        with self.store.transactions.writing("signed in at a service") as session:
            kept = self._own(session, account_id, row.id)
            kept.scopes = list(granted)
            put(self.vault, kept, tokens=tokens)
        return self.try_out(account_id, row.id)

    def try_out(self, account_id: str, connection_id: str) -> "ConnectionRow":
        """Ask the service who it is; with its answer the connection works. Raises Delivery."""
        row = self.store.connections.get(connection_id)
        if row is None or row.account_id != account_id:
            raise _no_such()
        service = registry.service(row.service)
        try:
            who = service.who(self._client(row, testing=True))
        except NeedsUser as problem:
            self._needs_you(row, problem)
            raise
        if row.remote_id and row.remote_id != who.id:
            problem = _another(service, row, who)
            self._needs_you(row, problem)
            raise problem
        with self.store.transactions.writing("connected") as session:
            kept = self._own(session, account_id, connection_id)
            is_first = not kept.remote_id
            kept.name, kept.remote_id = who.name, who.id
            self.store.connections.set_state(kept, ConnectionState.CONNECTED)
            self.store.pace.release(session, kept.budget)
            self.works(session, kept, is_first)
        return kept

    def pause(self, account_id: str, connection_id: str) -> None:
        """Ask nothing until its owner wants it again; what waits goes on waiting."""
        with self.store.transactions.writing("pause a connection") as session:
            row = self._own(session, account_id, connection_id)
            self.store.connections.set_state(row, ConnectionState.PAUSED)

    def disconnect(self, account_id: str, connection_id: str) -> None:
        """Forget a connection, and tell the service; one that does not answer is not waited for."""
        with self.store.transactions.writing("disconnect") as session:
            row = self._own(session, account_id, connection_id)
            inside = opened(self.vault, row)
            blobs = self.store.asides.forget_connection(session, connection_id)
            self.store.connections.remove(session, connection_id)
            session.flush()
            self.store.erasing.let_go(session, blobs)
        self.left(account_id, row.service)
        service = registry.of_kind(PluginKind.SERVICE).get(row.service)
        if not isinstance(service, Service) or inside.tokens is None:
            return
        office = self._office(service, settings_of(service.about.settings, row, inside))
        if office is not None:
            try:
                office.revoke(inside.tokens)
            except Delivery:  # it is forgotten here; the person can end it there as well
                return

    def connected(
        self,
        account_id: str,
        service_id: str,
        connection_id: str = "",
        *,
        backfill: bool = False,
        delivers: bool = False,
    ) -> Connection:
        """Give a person's connection to a service, by name or the one there is."""
        if not service_id:
            return NotConnected()
        with self.store.transactions.reading() as session:
            row = self.store.connections.seen(session, connection_id)
            row = row or self.store.connections.first(session, account_id, service_id)
        if row is None or row.account_id != account_id or row.service != service_id:
            return NotConnected()
        try:
            return self._client(row, Call(backfill=backfill, delivers=delivers))
        except NeedsUser as problem:  # the operator gave its secrets up, with a key that was lost
            self._stop(row, problem)
            raise

    def secrets_of(self, row: "ConnectionRow") -> frozenset[str]:
        """Name the secret settings that are kept, never what they are."""
        return frozenset(name for name, text in opened(self.vault, row).settings.items() if text)

    def settings(self, row: "ConnectionRow") -> BaseModel:
        """Give a connection's settings with the secret ones. Raises NeedsUser, Misconfigured."""
        service = registry.service(row.service)
        try:
            return settings_of(service.about.settings, row, opened(self.vault, row))
        except ValidationError as problem:
            raise NeedsUser(
                f"Something that {service.about.name} needs is not filled in.",
                "Open Connections, Settings, and fill it in again.",
            ) from problem

    def _client(
        self, row: "ConnectionRow", calls: Call = _CALL, *, testing: bool = False
    ) -> Client:
        service, settings = registry.service(row.service), self.settings(row)
        keeper = Kept(
            store=self.store, vault=self.vault, service=service, connection_id=row.id,
            office=self._office(service, settings), trouble=self.trouble, calls=calls,
            testing=testing,
        )  # fmt: skip
        return Client(service, settings, Who(row.remote_id, row.name), keeper, self.web())

    def _office(self, service: Service, settings: BaseModel) -> TokenOffice | None:
        oauth = service.oauth(settings)
        return TokenOffice(service, oauth, self.web()) if oauth is not None else None

    def _pending(self, account_id: str, state: str) -> "tuple[ConnectionRow, Pending]":
        """Find whose way this is, and let nobody come that way again."""
        with self.store.transactions.writing("back from a service") as session:
            row = self.store.connections.locked(session, state.partition(".")[0])
            inside = opened(self.vault, row) if row is not None else Inside()
            pending = inside.pending
            is_right = (
                row is not None and row.account_id == account_id and pending is not None
                and pending.state.matches(state) and pending.until > datetime.now(UTC)
            )  # fmt: skip
            if row is None or pending is None or not is_right:
                raise Denied("This way back from the service is not known any more.", _PRESS_AGAIN)
            put(self.vault, row, pending=None)
        return row, pending

    def _own(self, session: "Session", account_id: str, connection_id: str) -> "ConnectionRow":
        row = self.store.connections.locked(session, connection_id)
        if row is None or row.account_id != account_id:
            raise _no_such()
        return row

    def _needs_you(self, row: "ConnectionRow", problem: NeedsUser) -> None:
        with self.store.transactions.writing("a connection needs its owner") as session:
            kept = self._own(session, row.account_id, row.id)
            worked = kept.state in {ConnectionState.CONNECTED, ConnectionState.PAUSED}
            state = ConnectionState.NEEDS_YOU if worked else ConnectionState(kept.state)
            told = (problem.sentence, problem.next_step)
            self.store.connections.set_state(kept, state, *told)

    def _stop(self, row: "ConnectionRow", problem: NeedsUser) -> None:
        with self.store.transactions.writing("a connection has lost its secrets") as session:
            kept = self._own(session, row.account_id, row.id)
            if kept.state == ConnectionState.CONNECTED:
                needs = ConnectionState.NEEDS_YOU
                self.store.connections.set_state(kept, needs, problem.sentence, problem.next_step)
                self.trouble(session, kept)


def _another(service: Service, row: "ConnectionRow", who: Who) -> NeedsUser:
    return NeedsUser(
        f"This is the account of {who.name} at {service.about.name}, and not that of {row.name}.",
        "Sign in there as the same person, or connect the other account beside this one.",
    )


def _no_such() -> Gone:
    return Gone("There is no such connection.")


def _granted(scope: str) -> tuple[str, ...]:
    """Read what a person ticked, where the service says so on the way back."""
    return tuple(filter(None, scope.replace(",", " ").split(" "))) if scope else ()


def _budget(service: Service, settings: BaseModel, row: "ConnectionRow") -> str:
    """Name whose pace a connection shares: that of all who use the same app of a service."""
    oauth = service.oauth(settings)
    if oauth is None:
        return f"{row.service}:{row.id}"
    return f"{row.service}:{hashlib.sha256(oauth.client_id.encode()).hexdigest()[:16]}"
