"""Erases a person: connections, jobs, rows, blobs, files, and the pages that still hold them."""

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from fitglue import registry
from fitglue.domain.errors import Denied, FitGlueError, NeedsUser
from fitglue.domain.plugins import PluginKind
from fitglue.instance import Instance, incoming_folder
from fitglue.ownership.proof import Left, Proof, counted_anew, export_files, what_stays
from fitglue.ownership.searching import Words
from fitglue.ownership.taking_away import exports_folder
from fitglue.store.accounts import Account
from fitglue.store.database import forget_freed_pages
from fitglue.store.erasing_people import Erased, erase_person
from fitglue.store.tables import DeliveryRow, ImportRow

_PATIENCE_S = 20.0
_LOOK_EVERY_S = 0.1
_UNFINISHED = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class _Files:
    """Files of a person outside of the blob store."""

    uploads: list[Path]
    delivered: list[Path]


def erase(instance: Instance, account: Account, *, keep_files: bool = False) -> Proof:
    """Erase everything of somebody, for good, and prove it.

    Raises Denied for the only admin among others, and NeedsUser while something of theirs is at
    work; then they have all they had.
    """
    _check(instance, account)
    instance.store.accounts.bar(account.id)
    try:
        ids = instance.store.accounts.ids_of(account.id)
        services = _disconnect(instance, account.id)
        _wait_for_jobs(instance, account.id)
        files = _files(instance, account.id)
        with instance.store.transactions.writing("erase a person") as session:
            instance.store.sync.lock(session, account.id)
            erased = erase_person(session, instance.store.blobs, account.id, ids)
    except BaseException:
        instance.store.accounts.reopen(account.id)
        raise
    gone = _delete_files(instance, erased, files, keep_files=keep_files)
    jobs = instance.engine.forget_of(erased.ids)
    forget_freed_pages(instance.store.database)
    words = Words(frozenset(erased.ids), tuple(filter(None, [account.email])))
    left = (*gone, Left("Jobs of the engine", jobs, instance.engine.count_of(erased.ids)))
    stays = what_stays(instance, services, len(files.delivered) if keep_files else 0)
    counted = counted_anew(instance, erased, words, left)
    return Proof(datetime.now(UTC), counted, stays)


def _check(instance: Instance, account: Account) -> None:
    store = instance.store
    others = [one for one in store.accounts.everybody() if one.id != account.id]
    admins = [one for one in others if one.is_admin and one.closed_at is None]
    if account.is_admin and others and not admins:
        raise Denied(
            "Somebody has to look after this FitGlue, and nobody else can.",
            "Make another person an admin first.",
        )
    if instance.current.plans and store.tiers.is_paying(account.id):
        raise NeedsUser(
            "You still pay for your plan.", "End it first: Settings, Plan, Bills and cancelling."
        )
    busy = [one for one in store.imports.unfinished() if one.account_id == account.id]
    busy_exports = [one for one in store.exports.unfinished() if one.account_id == account.id]
    if any(one.state == "running" for one in (*busy, *busy_exports)):
        raise NeedsUser(
            "An import or an export of yours is at work.",
            "Wait until it has ended, then try again.",
        )


def _disconnect(instance: Instance, account_id: str) -> list[str]:
    """Forget every connection and tell the services; name them."""
    names = {key: one.about.name for key, one in registry.of_kind(PluginKind.SERVICE).items()}
    told = []
    for row in instance.store.connections.of_account(account_id):
        with suppress(FitGlueError):  # where its secrets are lost, its row goes with the others
            instance.connecting.disconnect(account_id, row.id)
        told.append(names.get(row.service, row.service))
    return sorted(set(told))


def _wait_for_jobs(instance: Instance, account_id: str) -> None:
    """Take back what waits, and let what is at work come to its end."""
    ids = instance.store.accounts.ids_of(account_id)
    instance.engine.cancel_of(ids)
    until = time.monotonic() + _PATIENCE_S
    while instance.engine.at_work_of(ids):
        if time.monotonic() > until:
            raise NeedsUser("Something of yours is still at work.", "Try again in a minute.")
        time.sleep(_LOOK_EVERY_S)


def _files(instance: Instance, account_id: str) -> _Files:
    incoming, output = incoming_folder(instance.settings), instance.settings.output_folder
    with instance.store.transactions.reading() as session:
        uploads = session.scalars(
            select(ImportRow.path).where(
                ImportRow.account_id == account_id, ImportRow.state.in_(_UNFINISHED)
            )
        )
        delivered = session.scalars(
            select(DeliveryRow.url).where(
                DeliveryRow.account_id == account_id, DeliveryRow.target == "folder",
                DeliveryRow.url != "",
            )
        )  # fmt: skip
        return _Files(_inside(uploads, incoming), _inside(delivered, output))


def _inside(paths: Iterable[str], folder: Path) -> list[Path]:
    """Keep the paths that lie in a folder of ours: what somebody named elsewhere is theirs."""
    found = (Path(one) for one in paths if one)
    return [
        path
        for path in found
        if path.is_relative_to(folder) and ".." not in path.parts and path.is_file()
    ]


def _delete_files(
    instance: Instance, erased: Erased, files: _Files, *, keep_files: bool
) -> tuple[Left, ...]:
    exports = export_files(instance, erased.ids)
    for name in exports:
        (exports_folder(instance.settings) / name).unlink(missing_ok=True)
    delivered = [] if keep_files else files.delivered
    for path in (*files.uploads, *delivered):
        path.unlink(missing_ok=True)
    return (
        Left("Exports", len(exports), len(export_files(instance, erased.ids))),
        Left("Uploads", len(files.uploads), sum(one.exists() for one in files.uploads)),
        Left("Files in the output folder", len(delivered), sum(one.exists() for one in delivered)),
    )
