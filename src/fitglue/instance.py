"""One installation: its settings, its store, and what sources and people need of both."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Database

from fitglue import registry
from fitglue.config import Settings
from fitglue.connections.opening import Connecting
from fitglue.domain.arrival import Progress, SourceTools
from fitglue.domain.asking import NotAsked
from fitglue.domain.booster_tools import Places
from fitglue.domain.errors import Misconfigured
from fitglue.domain.plan import Plan, first_plan
from fitglue.pipeline.admission import Admission
from fitglue.pipeline.boosting import Circumstances, SharedTools
from fitglue.pipeline.engine import Engine
from fitglue.pipeline.rehearsal import Rehearsed, rehearsed
from fitglue.pipeline.releasing import Releasing
from fitglue.pipeline.starting import Starter, import_job
from fitglue.pipeline.staying import whether_it_stays
from fitglue.places import ShippedPlaces
from fitglue.public_web import KeptAnswers, PublicWeb
from fitglue.security import passwords, tokens
from fitglue.store import Store
from fitglue.store.accounts import Account
from fitglue.store.blobs import Blobs, open_blobs
from fitglue.store.copies import copy_before_migrating
from fitglue.store.database import open_database, open_job_database
from fitglue.store.links import LinkKind

if TYPE_CHECKING:
    import httpx2
    from sqlalchemy.orm import Session

    from fitglue.security.safe_fetch import AllowedHosts
    from fitglue.security.vault import Vault
    from fitglue.store.tables import ConnectionRow

log = logging.getLogger(__name__)

_PLACES = ShippedPlaces()  # one for all who work in this process; it reads its file when asked


@dataclass(frozen=True, slots=True)
class Instance:
    """An open data folder."""

    settings: Settings
    store: Store
    engine: Engine

    @property
    def current(self) -> Settings:
        """Give the settings of this moment: admins choose what the environment leaves open."""
        return self.settings.with_choices(self.store.choices.all())

    @property
    def starter(self) -> Starter:
        """Give what starts runs."""
        return Starter(self.store, self.engine)

    @property
    def admission(self) -> Admission:
        """Give what asks the rules of tiers."""
        return Admission(self.store, self.engine, lambda: self.current.tier_rules)

    @property
    def vault(self) -> "Vault":
        """Give what seals the secrets of services."""
        return vault_of(self.settings)

    @property
    def connecting(self) -> Connecting:
        """Give what connects people to services."""
        return Connecting(
            store=self.store, vault=self.vault, web=self._web,
            works=self._works, trouble=self._trouble, left=self._left,
        )  # fmt: skip

    def _web(self) -> "httpx2.Client":
        return _web_of(self.settings.allowed_hosts)

    def _works(self, session: "Session", row: "ConnectionRow", is_first: bool) -> None:  # noqa: FBT001 - a callback
        from fitglue.pipeline import diaries, draining  # noqa: PLC0415 - plugins load long
        from fitglue.pipeline.notifying import Notifying  # noqa: PLC0415 - same

        Notifying(self.store, self.engine).connection_works_again(session, row)
        draining.drain(self.starter, session, row)
        draining.fetch_on(self.starter, session, row)
        draining.ask_for_news(self.starter, session, row, is_first=is_first)
        diaries.switch(self.starter, session, row)

    def _trouble(self, session: "Session", row: "ConnectionRow") -> None:
        from fitglue.pipeline.notifying import Notifying  # noqa: PLC0415 - plugins load long

        Notifying(self.store, self.engine).connection_needs_you(session, row)

    def _left(self, account_id: str, service_id: str) -> None:
        from fitglue.pipeline.expiring import Expiring  # noqa: PLC0415 - plugins load long

        Expiring(self.store).forget(account_id, service_id)

    @property
    def places(self) -> Places:
        """Give what names places, off-line."""
        return _PLACES

    def shared_tools(self, account_id: str) -> SharedTools:
        """Give the tools of boosters that work for a person."""
        account = self.store.accounts.get(account_id)
        return SharedTools(
            seed=bytes.fromhex(account.seed),
            web=PublicWeb(self.store, self._web),
            history=self.store.history(account_id, registry.staying()),
            places=self.places,
            connected=lambda service: self.connecting.connected(account_id, service),
            athlete=self.store.athletes.of(account_id),
            privacy_zones=self.store.privacy_zones.spots(account_id),
        )

    def rehearsed(
        self, account_id: str, plan: Plan, activity_ids: Sequence[str]
    ) -> list[Rehearsed]:
        """Try a plan on some of a person's activities; nothing is sent."""
        account = self.store.accounts.get(account_id)
        known = Circumstances(
            zone=account.zone, units=account.units, now=datetime.now(UTC),
            tier=self.admission.tier(account_id),
            shared=replace(
                self.shared_tools(account_id), web=KeptAnswers(self.store),
                connected=lambda _: NotAsked(),
            ),
        )  # fmt: skip
        some = self.store.activities.each(account_id, activity_ids)
        return rehearsed(plan, some, known, whether_it_stays(self.store))

    @property
    def releasing(self) -> Releasing:
        """Give what changes tiers, and lets go what they held."""
        return Releasing(self.starter, self.admission)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.close()
        self.store.close()

    def owner(self) -> Account:
        """Give the first account, made when there is none: for the machine's own command line."""
        account = self.store.accounts.first()
        return account or self.add_account(name="Owner", email="", password="")

    def add_account(self, *, name: str, email: str, password: str, zone: str = "") -> Account:
        """Make an account with the pipeline that everybody starts with."""
        account = self.store.accounts.add(
            name=name,
            email=email,
            password_hash=password and passwords.hashed(password),
            zone=zone or self.settings.default_zone,
            tile_url=self.current.tile_url,
        )
        self.store.pipelines.save(account.id, first_plan())
        if self.current.plans:
            self.admission.standing(account.id)  # the trial begins
        return account

    def queue_import(  # noqa: PLR0913 - what a row says
        self, account_id: str, path: Path, name: str, *, lone_routes: bool = False, key: str = "",
        sample: bool = False,
    ) -> str:  # fmt: skip
        """Let a worker import a file, and give the import's id: `key`, if one is given.

        One that lies in the incoming folder is removed afterwards.
        """
        with self.store.transactions.writing("queue an import") as session:
            key = self.store.imports.add(
                session, account_id, path, name, lone_routes=lone_routes, key=key, sample=sample
            )
            self.engine.enqueue(session, import_job(key))
        return key

    def welcome_token(self) -> str:
        """Make a new one-time link's secret."""
        self.store.links.offer(LinkKind.WELCOME, tokens.token_hash(token := tokens.new_token()))
        return token


def open_instance(settings: Settings) -> Instance:
    """Open the data folder, made and migrated when needed. Raises Misconfigured."""
    store = open_store(settings)
    check_key(settings, store)
    engine = Engine(open_job_database(settings.url))
    engine.prepare()
    return Instance(settings, store, engine)


def open_store(settings: Settings) -> Store:
    """Open the store alone, which asks for no key. Raises Misconfigured."""
    make_folders(settings)
    if settings.allowed_hosts:
        allowed_hosts_of(settings.allowed_hosts)
    database = open_database(settings.url, lambda database: _copy(database, settings))
    return Store(database, blobs_of(settings))


def check_key(settings: Settings, store: Store) -> None:
    """Close the store and raise Misconfigured when something is sealed under a key we lack."""
    try:
        if settings.secret_key or not store.sealed.is_empty():
            from fitglue.security.vault import MARK_BYTES  # noqa: PLC0415 - where there is anything

            vault_of(settings).check(store.sealed.marks(MARK_BYTES))
    except BaseException:
        store.close()
        raise


@cache
def _web_of(allowed_hosts: str) -> "httpx2.Client":
    """Give this process's client for addresses that people type; it keeps its lines open."""
    from fitglue.security.safe_fetch import safe_client  # noqa: PLC0415 - few starts ask services

    return safe_client(allowed_hosts_of(allowed_hosts))


def allowed_hosts_of(setting: str) -> "AllowedHosts":
    """Read FITGLUE_ALLOWED_HOSTS. Raises Misconfigured."""
    from fitglue.security.safe_fetch import AllowedHosts  # noqa: PLC0415 - few starts ask services

    return AllowedHosts.of(setting)


def vault_of(settings: Settings) -> "Vault":
    """Give what seals the secrets of services."""
    from fitglue.security.keys import KeyRing  # noqa: PLC0415 - few starts open secrets
    from fitglue.security.vault import Vault  # noqa: PLC0415 - same

    return Vault(KeyRing(settings.secret_key, settings.secret_key_file))


def make_folders(settings: Settings) -> None:
    """Make the data folder and the output folder. Raises Misconfigured."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.output_folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Misconfigured(
            f"The folder {problem.filename} cannot be made: {problem.strerror}.",
            "Set FITGLUE_DATA to a folder that you may write to.",
        ) from problem


def _copy(database: Database, settings: Settings) -> None:
    copy = copy_before_migrating(database, settings.backups_folder)
    if copy is None:
        log.warning("the tables change now; the backup of PostgreSQL is its operator's")
    else:
        log.warning("the tables change now; a copy was made first", extra={"copy": copy.name})


def blobs_of(settings: Settings) -> Blobs:
    """Open the place of blobs that the settings name. Raises Misconfigured."""
    return open_blobs(settings.blobs, settings.data / "blobs", settings.blobs_endpoint)


def source_tools(
    account: Account,
    *,
    tell: Callable[[Progress], None] = lambda _: None,
    lone_routes: bool = False,
) -> SourceTools:
    """Give what a source may use on behalf of an account."""
    return SourceTools(
        default_zone=account.zone, zone_at=zone_at, tell=tell, lone_routes=lone_routes
    )


def zone_at(latitude_deg: float, longitude_deg: float) -> str | None:
    """Find the time zone of a position, offline."""
    from tzfpy import get_tz  # noqa: PLC0415 - 30 MB of borders, for recordings that name no zone

    return get_tz(longitude_deg, latitude_deg) or None


def incoming_folder(settings: Settings) -> Path:
    """Give the folder of files that are being uploaded or wait for their import."""
    folder = settings.data / "incoming"
    folder.mkdir(exist_ok=True)
    return folder
