"""Delivers many activities as the pipeline would, on a bad day, and counts what it took.

::

    endured = endure(target, connection, short_runs(1000), faults=site.faults,
                     remote=lambda: len(site.activities))
    assert endured.remote == len(endured.receipts) == 1000
    assert endured.calls_over_least(2) <= 1.6
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid5

from pydantic import BaseModel

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Processing, Transient, Unknown
from fitglue.domain.plugins import Ability, Receipt, Target, TargetTools
from fitglue.testing.arrivals import a_run
from fitglue.testing.services.faults import Faults

_NAMES = UUID("0d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c")
_PATIENCE = 100
_EVERY_DAYS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What came of many deliveries, by activity, and what they took.

    `calls` are the requests that reached the service, `faults` those that something befell, and
    `remote` the activities that it has now and had not before.
    """

    receipts: Mapping[str, Receipt]
    calls: int
    faults: int
    remote: int

    def least_calls(self, calls_each: int) -> int:
        """Count the calls that no client could do without: `calls_each` that work, every fault."""
        return calls_each * len(self.receipts) + self.faults

    def calls_over_least(self, calls_each: int) -> float:
        """Compare the calls with the least that the drawn faults allow."""
        return self.calls / self.least_calls(calls_each)


def short_runs(count: int) -> list[Activity]:
    """Make runs of a minute without a way, six hours apart, the newest first."""
    return [
        Activity(
            id=str(uuid5(_NAMES, str(number))),
            revision=1,
            title=f"Run {number}",
            title_set_by=TitleSetBy.DEFAULT,
            workout=a_run(days=-number * _EVERY_DAYS, minutes=1, route=False),
        )
        for number in range(count)
    ]


def endure(  # noqa: PLR0913 - a harness is told everything
    target: Target,
    connection: Connection,
    activities: Iterable[Activity],
    *,
    faults: Faults,
    remote: Callable[[], int],
    settings: BaseModel | None = None,
) -> Endured:
    """Deliver everything, whatever befalls, and count. Raises what a person would have to see."""
    calls, struck, there = faults.calls, faults.struck, remote()
    receipts = deliver_all(target, connection, activities, settings=settings)
    return Endured(
        receipts=receipts,
        calls=faults.calls - calls,
        faults=faults.struck - struck,
        remote=remote() - there,
    )


def deliver_all(
    target: Target,
    connection: Connection,
    activities: Iterable[Activity],
    *,
    settings: BaseModel | None = None,
    output: Path = Path(),
) -> dict[str, Receipt]:
    """Deliver each activity until it is there, and give the receipts by activity.

    The rules are the pipeline's: what passes is tried again; what may have arrived is asked for
    first, sent again where the target knows it again, and only asked how far it is with a ticket.
    Nothing sleeps. Raises what a person would have to see: Refused, NeedsUser.
    """
    tools = TargetTools(
        settings=settings or target.about.settings(),
        output=output,
        owner="kim",
        connection=connection,
    )
    return {activity.id: _delivered(target, activity, tools) for activity in activities}


def _delivered(target: Target, activity: Activity, tools: TargetTools) -> Receipt:
    may_be_there = False
    for _ in range(_PATIENCE):
        try:
            return _try(target, activity, tools, may_be_there=may_be_there)
        except Processing as works:
            tools = replace(tools, ticket=works.ticket)
        except Unknown:
            may_be_there = True
        except Transient:
            continue
    raise TimeoutError(f"{target.about.name} did not take it in {_PATIENCE} tries")


def _try(target: Target, activity: Activity, tools: TargetTools, *, may_be_there: bool) -> Receipt:
    settles_itself = tools.ticket or Ability.KNOWS_AGAIN in target.about.abilities
    if not may_be_there or settles_itself:
        return target.deliver(activity, tools)
    found = _found(target, activity, tools)
    return found or target.deliver(activity, tools)


def _found(target: Target, activity: Activity, tools: TargetTools) -> Receipt | None:
    if Ability.FIND not in target.about.abilities:
        raise TypeError(f"{target.about.name} can neither be asked nor be sent the same again")
    try:
        return target.find(activity, tools)
    except Transient as problem:  # no answer is no answer: it stays unknown
        raise Unknown(problem.sentence, retry_after_s=problem.retry_after_s) from problem
