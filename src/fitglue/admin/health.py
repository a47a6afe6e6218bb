"""The health of a running server: what `doctor` says that can be said at once, and then some."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fitglue.admin import backups, jobs
from fitglue.admin.upkeep import TaskKind
from fitglue.checkup import look_at_flow, look_at_phone
from fitglue.doctor.finding import Finding, Verdict, good, odd, of_error, wrong
from fitglue.doctor.kept import lightly
from fitglue.doctor.machine import CHECKS
from fitglue.domain.errors import FitGlueError
from fitglue.instance import Instance
from fitglue.pipeline.engine_jobs import JobState
from fitglue.store.census import is_current

_WHERE = "They see what it is under Connections, Phones."


@dataclass(frozen=True, slots=True)
class Health:
    """Every finding, the worst first, and when the last thorough look was."""

    findings: tuple[Finding, ...]
    looked_at: datetime | None

    @property
    def troubles(self) -> tuple[Finding, ...]:
        """Give what is not well."""
        return tuple(one for one in self.findings if one.verdict is not Verdict.GOOD)

    @property
    def good(self) -> tuple[Finding, ...]:
        """Give what is well."""
        return tuple(one for one in self.findings if one.verdict is Verdict.GOOD)


def look(instance: Instance) -> Health:
    """Look everything over that takes no time; what the last thorough look found is added."""
    thorough = next(
        (row for row in instance.store.server_tasks.of_kind(TaskKind.CHECK) if row.state == "done"),
        None,
    )
    found = [*_now(instance), *(_then(thorough.result) if thorough else ())]
    order = (Verdict.WRONG, Verdict.ODD, Verdict.GOOD)
    found.sort(key=lambda one: order.index(one.verdict))
    return Health(tuple(found), thorough.finished_at if thorough else None)


def _now(instance: Instance) -> Iterator[Finding]:
    settings = instance.settings
    for check in CHECKS:
        yield from check(settings)
    if is_current(instance.store.database):
        yield good("database", "It answers, and its tables are those of today.")
    else:
        yield odd("database", "Its tables are not those of today.", "Start FitGlue again.")
    yield from lightly(settings, instance.store.database)
    yield from _people(instance)
    yield from _jobs(instance)
    yield _backups(instance)
    yield from _keys(instance)
    yield _mail(instance)


def _people(instance: Instance) -> Iterator[Finding]:
    """Count what wants each person's look: what it is, they see themselves."""
    store, is_well = instance.store, True
    for account in store.accounts.everybody():
        phones = store.phones.of_account(account.id)
        troubles = [one for row in phones for one in look_at_phone(row)]
        troubles += look_at_flow(store, account.id)
        number = sum(not one.is_natural for one in troubles)
        if number and account.closed_at is None:
            is_well = False
            said = "One thing wants" if number == 1 else f"{number} things want"
            yield odd("people", f"{said} the look of {account.name}.", _WHERE)
    if is_well:
        yield good("people", "Their phones and pipelines are well.")


def _then(result: dict[str, object]) -> Iterator[Finding]:
    findings = result.get("findings")
    for one in findings if isinstance(findings, list) else ():
        if one["about"] == "blobs" or one["verdict"] == Verdict.WRONG:
            verdict = Verdict(one["verdict"])
            yield Finding(one["about"], verdict, one["sentence"], one["next_step"])


def _jobs(instance: Instance) -> Iterator[Finding]:
    failed = len(jobs.listed(instance, [JobState.FAILED]))
    hanging = len(jobs.listed(instance, [JobState.HANGING]))
    if failed:
        said = "1 job has failed." if failed == 1 else f"{failed} jobs have failed."
        yield odd("jobs", said, "Look at them, and run them again.")
    if hanging:
        said = "1 job has run" if hanging == 1 else f"{hanging} jobs have run"
        yield odd("jobs", f"{said} for more than half an hour.", "Stop it, then run it again.")
    if not failed and not hanging:
        yield good("jobs", "No job has failed, and none hangs.")
    if not instance.engine.at_work() and _waits(instance):
        yield wrong(
            "worker", "Jobs wait, and nothing works on them.",
            "Start a worker: fitglue worker, or fitglue serve without --no-work",
        )  # fmt: skip


def _waits(instance: Instance) -> bool:
    """Tell whether something has been due for minutes."""
    now = datetime.now(UTC)
    oldest = [one.oldest_at for one in instance.engine.jobs.queues() if one.oldest_at is not None]
    return any((now - at).total_seconds() > 300 for at in oldest)  # noqa: PLR2004 - five minutes


def _backups(instance: Instance) -> Finding:
    found = backups.listed(instance.settings)
    if not backups.is_old(found):
        return good("backup", "The last backup is less than a week old.")
    if any(one.is_whole for one in found):
        return odd("backup", "The last backup is more than a week old.", "Make one now.")
    return odd(
        "backup", "No backup was made here yet.",
        "Make one now, or let fitglue backup run every night.",
    )  # fmt: skip


def _keys(instance: Instance) -> Iterator[Finding]:
    try:
        instance.vault.keys.all()
    except FitGlueError as problem:
        yield of_error("keys", problem)
    else:
        yield good("keys", "The key of secrets can be read.")


def _mail(instance: Instance) -> Finding:
    if instance.settings.smtp_url:
        return good("mail", "A mail server is set.")
    return good("mail", "No mail server is set: links for new passwords are handed over by you.")
