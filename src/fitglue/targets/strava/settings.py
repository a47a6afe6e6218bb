"""What a person sets for the target Strava."""

from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import TargetTools


class Words(StrEnum):
    """What becomes of words of ours at Strava."""

    KEEP = "keep"
    ONCE = "once"
    NEVER = "never"


_WORDS: dict[str, Any] = {
    "keep": "Sent, and kept up to date",
    "once": "Sent once, then left alone",
    "never": "Not sent",
}


class StravaTargetSettings(BaseModel):
    """What an activity says at Strava."""

    title: Words = Field(
        default=Words.KEEP,
        title="Title",
        description="Without ours, Strava names it by time of day and sport.",
        json_schema_extra={"labels": _WORDS},
    )
    description: Words = Field(
        default=Words.KEEP,
        title="Description",
        description="What you write there yourself stays; only our paragraphs are renewed.",
        json_schema_extra={"labels": _WORDS},
    )
    commute_tag: str = Field(
        default="commute",
        max_length=50,
        title="Tag of commutes",
        description="Activities with this tag are marked as a commute; empty marks none.",
    )
    mutes: bool = Field(
        default=False,
        title="Keep out of feeds",
        description="Hides it from the home feeds of your followers; it stays on your profile.",
    )


def own(tools: TargetTools) -> StravaTargetSettings:
    """Give the settings of this target, checked by whoever made the tools."""
    return cast("StravaTargetSettings", tools.settings)


def marks_of(activity: Activity, settings: StravaTargetSettings) -> dict[str, bool]:
    """Give the marks that we know of; what nobody said is left to Strava, and to its owner."""
    marks: dict[str, bool] = {}
    if activity.workout.indoor is not None:
        marks["trainer"] = activity.workout.indoor
    tag = settings.commute_tag.strip().casefold()
    if tag and tag in {one.casefold() for one in activity.tags}:
        marks["commute"] = True
    if settings.mutes:
        marks["hide_from_home"] = True
    return marks
