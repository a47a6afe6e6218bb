"""Runs as pages show them: where they stand in a sentence, and what every booster did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import Cause, RunState
from fitglue.store.journal import RunsListed
from fitglue.store.tables import RunRow
from fitglue.web.languages import gettext, marked
from fitglue.web.pipeline_view import name_of
from fitglue.web.words import day_in, listed, near_day_in, plural

_TRACES = {
    "changed": ("ok", "✓", ""),
    "unchanged": ("idle", "\N{EN DASH}", marked("Unchanged.")),
    "halt": ("warn", "\N{MULTIPLICATION SIGN}", marked("Kept it back.")),
    "retry_later": ("idle", "…", marked("Waits.")),
    "ask": ("warn", "?", marked("Asks you:")),
    "failed": ("warn", "!", marked("Could not do it.")),
}
_STANDS = {
    RunState.WAITING: ("idle", marked("Waits for its turn.")),
    RunState.PARKED: ("idle", marked("Waits: {why} It tries again {wake}.")),
    RunState.ASKING: ("warn", marked("Asks you: {why}")),
    RunState.DELIVERING: ("idle", marked("On its way to its targets.")),
    RunState.DONE: ("ok", marked("Done.")),
    RunState.HALTED: ("idle", marked("Kept back: {why}")),
    RunState.FAILED: ("warn", marked("Stopped: {why}")),
    RunState.CANCELLED: ("idle", "{why}"),
    RunState.SUPERSEDED: ("idle", "{why}"),
    RunState.BLOCKED: ("warn", marked("Held: {why}")),
}
_KEPT = ("ok", marked("Made better and kept here; nothing was sent."))
_CAUSES = {
    Cause.ARRIVAL: marked("when it arrived"),
    Cause.AGAIN: marked("run again"),
    Cause.PAST: marked("run for past activities"),
    Cause.ANSWER: marked("after your answer"),
    Cause.EDIT: marked("after you edited it"),
    Cause.LOOK: marked("looked again"),
}
_DELIVERED = {
    "sent": marked("{} sent"),
    "waiting": marked("{} waiting"),
    "sending": marked("{} on its way"),
    "unknown": marked("{} unclear"),
    "needs_you": marked("{} needs you"),
    "refused": marked("{} not taken"),
    "skipped": marked("{} skipped"),
    "deleting": marked("{} being deleted"),
    "deleted": marked("{} deleted there"),
}
_IN_TROUBLE = ("needs_you", "refused")
_MS_PER_S = 1000.0


@dataclass(frozen=True, slots=True)
class TraceStep:
    """What a booster did: a sign for the eye, words for everybody, and how long it took."""

    name: str
    tone: str
    sign: str
    told: str
    section: str
    took: str
    key: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """A run. `told` is a sentence; the buttons that make sense are named by what they do."""

    id: str
    pipeline: str
    when: str
    told: str
    tone: str
    trace: list[TraceStep]
    can_cancel: bool
    can_wake: bool
    looks_again: str = ""  # when


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run in the list of all: the activity, the pipeline and when, and what became of it."""

    id: str
    title: str
    told: str
    tone: str
    news: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class RunDay:
    """A day of the list."""

    name: str
    lines: list[RunLine]


def trace_of(lines: list[Mapping[str, object]]) -> list[TraceStep]:
    """Write the lines of a trace, which are `domain.runs.TraceLine` as plain values."""
    return [_step(line) for line in lines]


def _step(line: Mapping[str, object]) -> TraceStep:
    tone, sign, said = _TRACES.get(str(line["outcome"]), ("idle", "", ""))
    took_ms = line.get("took_ms", 0.0)
    return TraceStep(
        name=name_of(PluginKind.BOOSTER, str(line["plugin"])),
        tone=tone,
        sign=sign,
        told=" ".join(
            filter(None, (gettext(said), _sentence(without_held_back(str(line["why"])))))
        ),
        section=str(line.get("section", "")),
        took=took(took_ms) if isinstance(took_ms, int | float) else "",
        key=str(line.get("key", "")),
        outcome=str(line["outcome"]),
    )


def without_held_back(why: str) -> str:
    """Leave out what stands before it anyway: "Kept back: Held back: its distance is 5 km."."""
    return why.removeprefix("Held back: ")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def took(milliseconds: float) -> str:
    """Write how long a booster worked."""
    if milliseconds >= _MS_PER_S:
        return f"{milliseconds / _MS_PER_S:.1f}\N{NO-BREAK SPACE}s"
    return f"{max(milliseconds, 1):.0f}\N{NO-BREAK SPACE}ms"


def shown_run(row: RunRow, zone: str) -> ShownRun:
    """Prepare a run."""
    state = RunState(row.state)
    tone, told = told_of(row, zone)
    return ShownRun(
        id=row.id,
        pipeline=row.plan["name"],
        when=f"{near_day_in(row.created_at, zone)}, {gettext(_CAUSES[Cause(row.cause)])}",
        told=told,
        tone=tone,
        trace=trace_of(row.trace),
        can_cancel=not state.is_over,
        can_wake=state is RunState.PARKED,
        looks_again=near_day_in(row.look_again_at, zone) if row.look_again_at else "",
    )


def told_of(row: RunRow, zone: str) -> tuple[str, str]:
    """Say where a run stands: a tone and a sentence."""
    state = RunState(row.state)
    if state is RunState.DONE and not row.delivers:
        return _KEPT[0], gettext(_KEPT[1])
    tone, words = _STANDS[state]
    wake = near_day_in(row.wake_at, zone) if row.wake_at else ""
    told = gettext(words).format(why=without_held_back(row.why), wake=wake)
    if state is RunState.WAITING and row.wake_at and row.wake_at > datetime.now(UTC):
        told = gettext("Waits until %(wake)s for late parts.", wake=wake)
    if state is RunState.ASKING and wake:
        told += gettext(" It goes on without an answer %(wake)s.", wake=wake)
    return tone, told


def run_days(page: RunsListed, zone: str) -> list[RunDay]:
    """Write the list of runs, day by day in `zone`."""
    days = groupby(page.rows, lambda row: day_in(aware(row.created_at), zone))
    today = day_in(datetime.now(UTC), zone)
    return [
        RunDay(
            gettext("Today") if name == today else name, [_line_of(row, page, zone) for row in rows]
        )
        for name, rows in days
    ]


def aware(moment: datetime) -> datetime:
    """Give a moment of a row with its offset; without one it is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _line_of(row: RunRow, page: RunsListed, zone: str) -> RunLine:
    title = page.titles.get(row.activity_id, "")
    return _run_line(row, page.deliveries.get(row.id, {}), title, zone)


def _run_line(row: RunRow, deliveries: Mapping[str, int], title: str, zone: str) -> RunLine:
    tone, told = told_of(row, zone)
    told_deliveries = _deliveries(deliveries)
    if row.state in {RunState.DONE, RunState.DELIVERING} and told_deliveries:
        told = told_deliveries
        in_trouble = any(state in deliveries for state in _IN_TROUBLE)
        tone = "warn" if in_trouble else tone
    return RunLine(
        id=row.id,
        title=title,
        told=f"{row.plan['name']} · {near_day_in(row.created_at, zone)}",
        tone=tone,
        news=told,
        is_live=row.state in {RunState.WAITING, RunState.DELIVERING},
    )


def _deliveries(counts: Mapping[str, int]) -> str:
    if set(counts) == {"sent"}:
        return gettext("Sent to %(number)s.", number=plural(counts["sent"], "target", "targets"))
    known = [
        (gettext(words), counts[state]) for state, words in _DELIVERED.items() if state in counts
    ]
    told = listed([words.format(number) for words, number in known])
    return f"{told}." if told else ""
