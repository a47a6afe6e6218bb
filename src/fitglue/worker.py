"""A worker: works on runs, deliveries, polls and imports, in `serve` or as a process of its own."""

from dataclasses import replace
from functools import partial

from fitglue import registry
from fitglue.admin.upkeep import Upkeep
from fitglue.channels.outbox import telling_of
from fitglue.domain.plugins import PluginKind
from fitglue.instance import Instance, source_tools
from fitglue.ownership.taking_away import forget_old
from fitglue.pipeline.bulk import Bulk
from fitglue.pipeline.by_the_clock import ByTheClock
from fitglue.pipeline.deleting import Deletions
from fitglue.pipeline.delivering import Delivering
from fitglue.pipeline.diaries import Diaries
from fitglue.pipeline.engine import (
    IMPORTS,
    PIPELINES,
    POLLS,
    SERVICES,
    UPKEEP,
    target_queue,
)
from fitglue.pipeline.engine_work import Queue, Work, Workflow
from fitglue.pipeline.executor import Executor
from fitglue.pipeline.housekeeping import Housekeeping
from fitglue.pipeline.looking_again import LookingAgain
from fitglue.pipeline.notifying import MESSAGES
from fitglue.pipeline.past import PastRuns
from fitglue.pipeline.polling import Polling
from fitglue.pipeline.reaching import Reaching
from fitglue.pipeline.renaming import Renaming
from fitglue.pipeline.rereading import Rereading
from fitglue.pipeline.resuming import resume
from fitglue.pipeline.running import Running, draft_of
from fitglue.pipeline.set_back import bring_forward
from fitglue.processes import (
    ExportProcesses,
    ImportProcesses,
    IngestProcesses,
    ingesting_of,
)
from fitglue.store.slots import slots_of

_MESSAGES_POLL_S = 1.0
_IMPORTS_POLL_S = 1.0  # what takes seconds may begin a second later
_SERVICES_AT_ONCE, _SERVICES_POLL_S = 8, 0.5  # they wait for others, and not for this machine
_POLLS_POLL_S = 1.0
_LOOK_AT_HOME_EVERY_S = 5.0


def running_of(instance: Instance) -> Running:
    """Make what takes an installation's runs through their boosters to their targets."""
    delivering = Delivering(
        instance.store, instance.engine, instance.settings.output_folder, draft_of,
        instance.admission, reaching_of(instance),
    )  # fmt: skip
    return Running(
        instance.store, instance.engine, delivering, instance.admission, instance.shared_tools
    )


def deletions_of(instance: Instance) -> Deletions:
    """Make what deletes at targets what was deleted in Health."""
    return Deletions(
        instance.store, instance.engine, instance.settings.output_folder, reaching_of(instance)
    )


def reaching_of(instance: Instance) -> Reaching:
    """Make what opens the connections of an installation for deliveries."""
    return Reaching(instance.store, instance.connecting)


def executor_of(instance: Instance) -> Executor:
    """Make what works on an installation's jobs, and give jobs to what lost them in a restore."""
    if instance.engine.has_no_jobs():
        resume(instance.starter)
    work = Work(
        workflows={**_of_one(instance), **_of_many(instance), **_at_services(instance)},
        schedules={"tidy": "17 * * * *", "sweep": "47 * * * *", "tick": "* * * * *"},
        queues=_queues(),
        # Runs and the ledger say how far these came: see docs/decisions/0054.
        unrecorded=frozenset({"segment", "delivery"}),
    )
    slots = slots_of(instance.store.database, instance.settings.data / "slots")
    if instance.settings.database_url:
        return Executor(instance.engine, slots, work)
    # At home only a command that was killed leaves work behind; and the clock is ours alone.
    set_back = partial(bring_forward, instance.store, instance.engine)
    return Executor(instance.engine, slots, work, _LOOK_AT_HOME_EVERY_S, set_back)


def second_executor_of(instance: Instance) -> Executor:
    """Make what works on runs alone, beside a server that does everything else."""
    executor = executor_of(instance)
    executor.work = replace(executor.work, schedules={}, queues=(Queue(PIPELINES),))
    executor.set_back = None  # the clock is the server's: its jobs are brought forward once
    return executor


def _queues() -> tuple[Queue, ...]:
    return (
        Queue(PIPELINES),
        Queue(MESSAGES, at_once=2, poll_s=_MESSAGES_POLL_S),
        Queue(IMPORTS, at_once=1, poll_s=_IMPORTS_POLL_S),
        Queue(SERVICES, at_once=_SERVICES_AT_ONCE, at_once_each=4, poll_s=_SERVICES_POLL_S),
        Queue(POLLS, at_once=2, poll_s=_POLLS_POLL_S),
        Queue(UPKEEP, at_once=1, poll_s=_IMPORTS_POLL_S),
        *_paced_queues(),
    )


def _of_one(instance: Instance) -> dict[str, Workflow]:
    running = running_of(instance)
    return {
        "segment": running.segment,
        "delivery": running.delivering.delivery,
        "deletion": deletions_of(instance).deletion,
        "look": LookingAgain(instance.starter).look,
        "release": instance.releasing.release,
        "notify": telling_of(instance).notify,
    }


def _of_many(instance: Instance) -> dict[str, Workflow]:
    starter, ingesting = instance.starter, ingesting_of(instance)
    forget = partial(forget_old, instance.settings)
    return {
        "past": PastRuns(starter).past,
        "act": Bulk(starter, "").work,
        "import": ImportProcesses(instance).work,
        "export": ExportProcesses(instance).work,
        "ingest": IngestProcesses(instance).work,
        "sweep": ingesting.sweep,
        "rename": Renaming(starter, source_tools).work,
        "tidy": Housekeeping(instance.engine, instance.store, forget).tidy,
        "upkeep": Upkeep(instance).work,
    }


def _at_services(instance: Instance) -> dict[str, Workflow]:
    polling = Polling(instance.starter, instance.connecting, source_tools)
    rereading = Rereading(instance.starter, instance.connecting, source_tools)
    diaries = Diaries(instance.starter, instance.connecting)
    by_the_clock = ByTheClock({
        "queue polls": polling.queue_due,
        "queue what was set aside": rereading.queue_due,
        "queue diaries": diaries.queue_due,
    })  # fmt: skip
    return {
        "tick": by_the_clock.tick,
        "poll": polling.poll,
        "history": polling.history,
        "reread": rereading.reread,
        "diary": diaries.diary,
    }


def _paced_queues() -> list[Queue]:
    return [
        Queue(target_queue(name), window=plugin.about.pace[0])
        for name, plugin in registry.of_kind(PluginKind.TARGET).items()
        if plugin.about.pace
    ]
