"""Fitbit Heart Rate: gives a workout the heart rate that a Fitbit or Pixel Watch measured.

Google Health keeps it since the Fitbit Web API is gone; it is asked by instants, so neither zones
nor clock changes matter, and every sample stays at its own. Shapes and limits are those of
https://health.googleapis.com/$discovery/rest?version=v4.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import Field

from fitglue.domain.activity import Activity
from fitglue.domain.better_heart_rate import CHANGES, HeartRateChoice, Offer, taken, why_left
from fitglue.domain.boost import Boost, Outcome, retry_later, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.heart_rate import heart_rate
from fitglue.domain.looking_again import in_words, look_again_s, look_again_until
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.workout import Workout
from fitglue.formats.google_health import Beats, heart_rates

#: Samples after the end tell that the tracker has synced since.
_AFTER_S = 900.0
#: So near to its end a workout counts as synced to the end.
_NEAR_END_S = 120.0


class FitbitHeartRateSettings(HeartRateChoice):
    """What to do with the heart rate, and how long to wait for a tracker that syncs late."""

    trackers_only: bool = Field(
        default=True,
        title="Only from trackers",
        description=(
            "Take what Fitbit trackers and Pixel Watches measured. Otherwise also what other apps "
            "and devices wrote to Google Health."
        ),
    )
    wait: bool = Field(
        default=False,
        title="Wait for the tracker",
        description=(
            "Hold the activity back until the tracker has synced. Otherwise it is delivered now "
            "and updated later."
        ),
    )
    hours: float = Field(
        default=24,
        ge=0,
        le=72,
        title="Look again for",
        description=(
            "Hours after the end of the workout in which a tracker may still sync; 0 takes what "
            "is there."
        ),
        json_schema_extra={"unit": "h"},
    )


ABOUT = About(
    id="fitbit_heart_rate",
    kind=PluginKind.BOOSTER,
    name="Fitbit Heart Rate",
    summary="Adds the heart rate that your Fitbit or Pixel Watch measured during the workout.",
    description=(
        "Takes the samples of the same time from Google Health, which has the data of Fitbit since "
        "Fitbit's own interface is gone, and puts each at its own instant: nothing is stretched, "
        "and where the tracker measured nothing there is nothing. A tracker that has not synced "
        "yet is no problem: the activity goes out now, and is updated when the rest is there."
    ),
    settings=FitbitHeartRateSettings,
    connection="google_health",
    category=Category.DATA,
    changes=CHANGES,
    examples=(
        Example("Always prefer the Fitbit to the watch.", {"force": True}),
        Example("Fill what a chest strap lost for more than a minute.",
                {"fill_gaps": True, "gap_s": 60}),
        Example("Hold the activity back until the tracker has synced, for at most six hours.",
                {"wait": True, "hours": 6}),
    ),
)  # fmt: skip


class FitbitHeartRate:
    """Asks Google Health, and asks again while the tracker may still sync."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Give the heart rate of the workout's time; raises what the connection raises."""
        settings: FitbitHeartRateSettings = tools.settings
        if why := why_left(activity.workout, settings):
            return unchanged(why)
        workout = activity.workout
        found = heart_rates(
            tools.connection,
            workout.start,
            workout.end + timedelta(seconds=_AFTER_S),
            trackers_only=settings.trackers_only,
        )
        source = "Fitbit" if settings.trackers_only else "Google Health"
        offer = Offer(source, heart_rate(found.time_s, found.bpm, workout.elapsed_s))
        boost = _with_unusable(taken(activity, offer, settings), found)
        if _is_synced(found, workout):
            return boost
        return _late(boost, workout, tools)


def _is_synced(found: Beats, workout: Workout) -> bool:
    """Tell whether the tracker has synced since the workout: it knows what came at its end."""
    return bool((found.time_s >= workout.elapsed_s - _NEAR_END_S).any())


def _late(boost: Boost, workout: Workout, tools: BoosterTools) -> Boost:
    """Look again later while that makes sense: going on meanwhile, or holding the run."""
    settings: FitbitHeartRateSettings = tools.settings
    until = look_again_until(workout.end, settings.hours)
    after_s = look_again_s(tools.attempt, tools.now, until)
    if not after_s:
        return replace(boost, why=f"{boost.why} {_no_more(settings.hours)}")
    next_look = f"the next look is in {in_words(after_s)}"
    why = f"{boost.why} The tracker may not have synced yet; {next_look}."
    if settings.wait:
        return retry_later(why, after_s)
    return replace(boost, why=why, look_again_s=after_s, facts=_may_grow(boost))


def _no_more(hours: float) -> str:
    if not hours:
        return "It did not wait for more."
    return f"Nothing more came within {hours:g} h of the workout."


def _may_grow(boost: Boost) -> dict[str, Any]:
    changes = boost.outcome is Outcome.CHANGED
    return {**boost.facts, "heart_rate_may_grow": True} if changes else {}


def _with_unusable(boost: Boost, found: Beats) -> Boost:
    if not found.unusable:
        return boost
    what = "1 value" if found.unusable == 1 else f"{found.unusable:,} values"
    return replace(boost, why=f"{boost.why} {what} could not be used.")


plugin = FitbitHeartRate()
