"""Questions that boosters asked, as cards to fill in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fitglue.domain.boost import InputField
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plugins import PluginKind
from fitglue.store import Store
from fitglue.store.inputs import Inputs
from fitglue.store.tables import InputRow
from fitglue.web.languages import gettext
from fitglue.web.pipeline_view import name_of
from fitglue.web.words import countdown, listed, near_day_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A question with its fields and what stands in them; `when` says what waits, and how long."""

    id: str
    title: str
    help: str
    activity_id: str
    activity_title: str
    asked: str
    when: str
    left: str
    pipeline_id: str
    pipeline: str
    sources: str
    blocking: bool
    fields: list[tuple[InputField, str]]
    error: FitGlueError | None = None

    @property
    def has_file(self) -> bool:
        """Tell whether a file is asked for."""
        return any(field.kind == "file" for field, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Known:
    """What cards tell beside the question: titles and sources by activity, pipelines' names."""

    titles: Mapping[str, str]
    pipelines: Mapping[str, str]
    sources: Mapping[str, str]


def cards_of(store: Store, person_id: str, zone: str, activity_id: str = "") -> list[Card]:
    """Give the questions that wait for a person, of all activities or of one."""
    rows = store.inputs.waiting(person_id)
    rows = [row for row in rows if activity_id in {"", row.activity_id}]
    known = _known(store, person_id, rows)
    return [card_of(row, known, zone) for row in rows]


def questions_mark(store: Store, person_id: str) -> str:
    """Name what waits for an answer; another question, another name."""
    asked = sorted(row.id for row in store.inputs.waiting(person_id))
    doubts = sorted(row.id for row, *_ in store.pairs.waiting(person_id))
    return hashlib.sha256(repr((asked, doubts)).encode()).hexdigest()[:16]


def card_again(
    store: Store, row: InputRow, zone: str, filled: Mapping[str, str], error: FitGlueError
) -> Card:
    """Give the card of a question once more, as it was filled in, with what is wrong."""
    return card_of(row, _known(store, row.account_id, [row]), zone, filled, error)


def _known(store: Store, person_id: str, rows: Sequence[InputRow]) -> Known:
    if not rows:
        return Known({}, {}, {})
    ids = list({row.activity_id for row in rows})
    pipelines = store.pipelines.of_account(person_id)
    with store.transactions.reading() as session:
        sources = {one: store.recordings.sources(session, one) for one in ids}
    return Known(
        store.journal.titles(person_id, ids),
        {one.plan.id: one.plan.name for one in pipelines},
        {one: listed(sorted(name_of(PluginKind.SOURCE, name) for name in found))
         for one, found in sources.items()},
    )  # fmt: skip


def card_of(
    row: InputRow,
    known: Known,
    zone: str,
    filled: Mapping[str, str] | None = None,
    error: FitGlueError | None = None,
) -> Card:
    """Prepare a question; with what was filled in and why that does not do, after a try."""
    question = Inputs.question(row)
    return Card(
        id=row.id,
        title=question.title,
        help=question.help,
        activity_id=row.activity_id,
        activity_title=known.titles.get(row.activity_id, ""),
        pipeline_id=row.pipeline_id,
        pipeline=known.pipelines.get(row.pipeline_id, ""),
        sources=known.sources.get(row.activity_id, ""),
        left=_left(row),
        asked=gettext(
            "%(name_of)s asked %(when)s",
            name_of=name_of(PluginKind.BOOSTER, row.booster),
            when=near_day_in(row.asked_at, zone),
        ),
        when=_when(row, zone),
        blocking=row.blocking,
        fields=[(field, (filled or {}).get(field.name, "")) for field in question.fields],
        error=error,
    )


def _left(row: InputRow) -> str:
    if not row.blocking or row.deadline is None:
        return ""
    return countdown(row.deadline, datetime.now(UTC))


def _when(row: InputRow, zone: str) -> str:
    if not row.blocking:
        return gettext(
            "Nothing waits for this: what was delivered is brought up to date when you answer."
        )
    if row.deadline is None:
        return gettext("The activity waits for you, as long as it takes.")
    until = near_day_in(row.deadline, zone)
    return gettext(
        "The activity waits until %(until)s, then goes on without an answer.", until=until
    )
