"""Conditions, held against past activities."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance
from fitglue.domain.conditions import Condition, Match, Seen
from fitglue.pipeline.counting import MOST_ACTIVITIES, Asked, count

router = APIRouter(tags=["pipelines"])


class Asking(BaseModel):
    """Conditions as a booster's settings have them, and how many of them have to hold."""

    conditions: list[Condition] = Field(default=[], max_length=50)
    match: Match = Field(default=Match.ALL, description="all, any or none.")
    last: int = Field(
        default=1000, ge=1, le=MOST_ACTIVITIES,
        description="How many of the newest activities are asked; fewer where a place is.",
    )  # fmt: skip


class Matching(BaseModel):
    """An activity that matches."""

    id: str
    title: str
    start: datetime = Field(description="Where it was, with the offset there.")


class CountOut(BaseModel):
    """How many activities match."""

    activities: int
    of: int = Field(description="How many were asked.")
    words: str = Field(description="What the conditions ask for.")
    sentence: str
    some: list[Matching] = Field(description="The newest of those that match.")


@router.post("/conditions/count")
def count_matching(caller: Reader, instance: TheInstance, asking: Asking) -> CountOut:
    """Count your newest activities that conditions match. Nothing is kept."""
    asked = Asked(asking.conditions, asking.match, asking.last)
    account = caller.account
    counted = count(instance.store, account.id, asked, account.units, instance.places)
    return CountOut(
        activities=counted.activities,
        of=counted.of,
        words=counted.what,
        sentence=counted.sentence,
        some=[_matching(one) for one in counted.some],
    )


def _matching(seen: Seen) -> Matching:
    return Matching(id=seen.id, title=seen.title, start=seen.local_start)
