"""What acts on chosen activities would do, and have done, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fitglue.domain.acts import RESTORABLE, Kind, State
from fitglue.domain.plan import Plan
from fitglue.pipeline.bulk import why_not_one
from fitglue.store import Store
from fitglue.store.prospects import Prospects
from fitglue.store.tables import ActivityRow, ActRow
from fitglue.web.activity_list import Line, line_of
from fitglue.web.filter_words import sums_words, target_name
from fitglue.web.languages import gettext, ngettext
from fitglue.web.lines import Person
from fitglue.web.stored_activities import activity_line
from fitglue.web.words import day_in, listed, plural

_FEW = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A pipeline or a target of one, and what an act with it would do."""

    value: str
    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The chosen activities, and each act on them in numbers. `merge_not` says why not."""

    ids: list[str]
    words: str
    lines: list[Line]
    more: int
    pipelines: list[Choice]
    targets: list[Choice]
    merge: str
    merge_not: str
    delete: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What an act has done, and the word on the button that takes it back; empty when none can."""

    act_id: str
    told: str
    undo: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class DeletedLine:
    """A deleted activity that can be restored until a day."""

    line: Line
    deleted: str
    until: str


def chosen_of(store: Store, person: Person, activity_ids: Sequence[str], today: datetime) -> Chosen:
    """Prepare the page that says what would happen."""
    ids = store.listing.there(person.id, activity_ids)
    sums = store.listing.sums_of(person.id, ids)
    prospects = store.foresight.of(ids)
    shown = store.listing.rows(person.id, ids[:_FEW])
    plans = [one.plan for one in store.pipelines.of_account(person.id)]
    why_not = why_not_one(shown) if len(ids) <= _FEW else why_not_one(shown[:1] * len(ids))
    return Chosen(
        ids=ids, words=sums_words(sums.number, sums.distance_m, sums.timer_s, person.units),
        lines=[line_of(activity_line(row), person.units, today.date()) for row in shown],
        more=len(ids) - len(shown),
        pipelines=[_pipeline(plan, len(ids), prospects) for plan in plans],
        targets=[_target(plan, key, kind, len(ids), prospects)
                 for plan in plans for key, kind in _targets(plan)],
        merge=_merge(shown), merge_not=why_not, delete=_delete(len(ids), prospects, today),
    )  # fmt: skip


def _targets(plan: Plan) -> list[tuple[str, str]]:
    return [(use.key, use.plugin) for use in plan.targets]


def _pipeline(plan: Plan, number: int, prospects: Prospects) -> Choice:
    had = prospects.through[plan.id]
    told = plural(number, "run begins", "runs begin")
    if had:
        told += gettext(
            "; %(had)s went through it before, and what was delivered is updated",
            had=format(had, ","),
        )
    return Choice(plan.id, plan.name, told)


def _target(plan: Plan, key: str, kind: str, number: int, prospects: Prospects) -> Choice:
    there, told = prospects.there[plan.id, key], prospects.told[plan.id, key]
    ready = max(prospects.through[plan.id] - there, told - there, 0)
    never = max(number - there - ready, 0)
    parts = (
        [gettext("%(ready)s to send", ready=format(ready, ","))]
        if ready
        else [gettext("nothing to send")]
    )
    parts += [gettext("%(there)s there already", there=format(there, ","))] if there else []
    parts += (
        [gettext("%(never)s never went through this pipeline", never=format(never, ","))]
        if never
        else []
    )
    return Choice(
        f"{plan.id}~{key}",
        gettext("%(target_name)s of “%(name)s”", target_name=target_name(kind), name=plan.name),
        "; ".join(parts),
    )


def _merge(rows: Sequence[ActivityRow]) -> str:
    names = listed([f"“{row.title}”" for row in rows])
    return gettext(
        "%(names)s become one activity with the best parts of each; what was sent is updated.",
        names=names,
    )


def _delete(number: int, prospects: Prospects, today: datetime) -> str:
    until = day_in(today + RESTORABLE, "UTC")
    told = ngettext(
        "%(all)s activity goes from every list, for good on %(until)s; "
        "until then you can bring them back.",
        "%(all)s activities go from every list, for good on %(until)s; "
        "until then you can bring them back.",
        number, all=format(number, ","), until=until,
    )  # fmt: skip
    if prospects.waiting:
        told += " " + ngettext(
            "%(all)s run that waits ends.",
            "%(all)s runs that wait end.",
            prospects.waiting,
            all=format(prospects.waiting, ","),
        )
    if prospects.targets:
        at_targets = prospects.targets.items()
        there = listed(
            [
                gettext(
                    "%(count)s at %(target_name)s",
                    count=format(count, ","),
                    target_name=target_name(kind),
                )
                for kind, count in at_targets
            ]
        )
        told += gettext(" What was sent stays where it is: %(there)s.", there=there)
    return told


def notice_of(store: Store, person: Person, act_id: str) -> Notice | None:
    """Tell what an act has done, if it is this person's."""
    act = store.acts.get(person.id, act_id) if act_id else None
    if act is None:
        return None
    return Notice(act.id, *_told(act, person))


def _told(act: ActRow, person: Person) -> tuple[str, str, str]:
    number = len(act.activities)
    if act.state == State.UNDONE:
        return (*_undone(act, number), "")
    match act.kind:
        case Kind.DELETE:
            until = day_in(act.created_at + RESTORABLE, person.zone)
            what = ngettext(
                "%(all)s activity was deleted. Gone for good on %(until)s.",
                "%(all)s activities were deleted. Gone for good on %(until)s.",
                number, all=format(number, ","), until=until,
            )  # fmt: skip
            return what, gettext("Undo"), ""
        case Kind.MERGE:
            return (
                gettext("%(number)s activities are one now.", number=number),
                gettext("Undo"),
                act.made["into"],
            )
        case Kind.SEND:
            what = ngettext(
                "%(all)s activity is on the way.",
                "%(all)s activities are on the way.",
                number,
                all=format(number, ","),
            )
            return what, gettext("Cancel"), ""
        case _:
            what = ngettext(
                "%(all)s run begins.", "%(all)s runs begin.", number, all=format(number, ",")
            )
            return what, gettext("Cancel"), ""


def _undone(act: ActRow, number: int) -> tuple[str, str]:
    match act.kind:
        case Kind.DELETE:
            return ngettext(
                "%(all)s activity is back.",
                "%(all)s activities are back.",
                number,
                all=format(number, ","),
            ), ""
        case Kind.MERGE:
            return gettext("They are %(number)s activities again.", number=number), ""
        case _:
            return gettext("What had not begun was cancelled."), ""


def deleted_lines(store: Store, person: Person, today: datetime) -> list[DeletedLine]:
    """Give what was deleted lately."""
    return [
        DeletedLine(
            line_of(activity_line(row), person.units, today.date()),
            day_in(at, person.zone), day_in(at + RESTORABLE, person.zone),
        )
        for row, at in store.removed.lately(person.id)
    ]  # fmt: skip
