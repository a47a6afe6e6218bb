"""Questions that boosters asked, as cards to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.boost import InputField
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plugins import PluginKind
from fitglue.store import Store
from fitglue.store.inputs import Inputs
from fitglue.store.tables import InputRow
from fitglue.web.pipeline_view import name_of
from fitglue.web.words import near_day_in


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
    blocking: bool
    fields: list[tuple[InputField, str]]
    error: FitGlueError | None = None

    @property
    def has_file(self) -> bool:
        """Tell whether a file is asked for."""
        return any(field.kind == "file" for field, _ in self.fields)


def cards_of(store: Store, person_id: str, zone: str, activity_id: str = "") -> list[Card]:
    """Give the questions that wait for a person, of all activities or of one."""
    rows = store.inputs.waiting(person_id)
    rows = [row for row in rows if activity_id in {"", row.activity_id}]
    titles = store.journal.titles(person_id, [row.activity_id for row in rows])
    return [card_of(row, titles.get(row.activity_id, ""), zone) for row in rows]


def card_of(
    row: InputRow,
    title: str,
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
        activity_title=title,
        asked=f"{name_of(PluginKind.BOOSTER, row.booster)} asked {near_day_in(row.asked_at, zone)}",
        when=_when(row, zone),
        blocking=row.blocking,
        fields=[(field, (filled or {}).get(field.name, "")) for field in question.fields],
        error=error,
    )


def _when(row: InputRow, zone: str) -> str:
    if not row.blocking:
        return "Nothing waits for this: what was delivered is brought up to date when you answer."
    if row.deadline is None:
        return "The activity waits for you, as long as it takes."
    until = near_day_in(row.deadline, zone)
    return f"The activity waits until {until}, then goes on without an answer."
