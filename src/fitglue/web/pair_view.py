"""Questions whether two activities are one workout, as cards with two buttons."""

from dataclasses import dataclass

from fitglue.domain.activity import Glance
from fitglue.domain.sport import by_key
from fitglue.store import Store
from fitglue.web.words import clock, long_day


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two activities."""

    id: str
    title: str
    told: str


@dataclass(frozen=True, slots=True)
class PairCard:
    """A question with its two activities, and what speaks for and against, in sentences."""

    id: str
    activities: list[Side]
    reasons: list[str]


def pair_cards(store: Store, person_id: str, activity_id: str = "") -> list[PairCard]:
    """Give the questions that wait for a person, of all activities or of one."""
    waiting = [
        (row, (one, other))
        for row, one, other in store.pairs.waiting(person_id)
        if activity_id in {"", one, other}
    ]
    ids = list({one for _, both in waiting for one in both})
    titles = store.journal.titles(person_id, ids)
    glances = {one.id: one for one in store.activities.glances(person_id, ids)}
    return [
        PairCard(
            row.id,
            [_side(glances[one], titles.get(one, "")) for one in both if one in glances],
            row.reasons,
        )
        for row, both in waiting
    ]


def _side(glance: Glance, title: str) -> Side:
    minutes = round(glance.elapsed_s / 60)
    when = f"{long_day(glance.start)}, {clock(glance.start)}"
    return Side(glance.id, title, f"{by_key(glance.sport).label}, {when}, {minutes} min")
