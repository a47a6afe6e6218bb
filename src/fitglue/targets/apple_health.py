"""Apple Health: the paired iPhone writes the activity there, for other apps to pick up.

What is to be written waits in an outbox until the phone says that it is in Health. Until then a
try ends with `Processing`, and the phone's receipt wakes the next one.
"""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.errors import NeedsUser, Processing, Refused
from fitglue.domain.health_writes import ADDRESS, HealthWrite, Standing
from fitglue.domain.plugins import Ability, About, Example, PluginKind, Receipt, TargetTools
from fitglue.formats.phone_sync.writing import content_of

_PATIENCE = timedelta(days=2)
_HASH_IN_TICKET = 16


class AppleHealthSettings(BaseModel):
    """What is written."""

    copies: bool = Field(
        default=False, title="Also workouts that are in Health already",
        description="Off, a workout that came from Health is written only when a booster has drawn "
        "a route for it: else it would stand there twice.",
    )  # fmt: skip
    title: bool = Field(
        default=True, title="Title", description="As the name of the workout, which few apps show."
    )


ABOUT = About(
    id="apple_health",
    kind=PluginKind.TARGET,
    name="Apple Health",
    summary="Your iPhone writes the activity into Apple Health, where other apps pick it up.",
    description=(
        "The FitGlue app on a paired iPhone writes the workout with its route, heart rate, "
        "distance and energy. Strava and others that import from Apple Health find it there, so "
        "none of them needs an account here. It is marked as FitGlue's and never comes back as a "
        "new recording."
    ),
    settings=AppleHealthSettings,
    abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.KNOWS_AGAIN}),
    examples=(Example("An indoor run with a drawn route is written, for Strava to import."),),
)


class AppleHealth:
    """Hands activities to the person's iPhone; the receipt's id is HealthKit's UUID."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Leave the activity for the phone, or take the phone's word. Raises Processing."""
        _check(activity, tools)
        write = content_of(activity, with_title=_settings(tools).title)
        asked = _version_asked(tools.ticket, write)
        standing = tools.health.find(activity.id) if asked else None
        if standing is None:
            standing = tools.health.put(write)
            asked = standing.version
        if standing.written_version >= asked:
            return _receipt(standing)
        raise _not_yet(standing, asked, write, tools)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Have the phone write it anew, in the place of the earlier one. Raises Processing."""
        del receipt
        return self.deliver(activity, tools)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look whether the phone has written the activity as it is now."""
        standing = tools.health.find(activity.id)
        write = content_of(activity, with_title=_settings(tools).title)
        is_there = standing is not None and standing.written_hash == write.content_hash
        return _receipt(standing) if standing is not None and is_there else None


def _settings(tools: TargetTools) -> AppleHealthSettings:
    return AppleHealthSettings.model_validate(tools.settings.model_dump())


def _check(activity: Activity, tools: TargetTools) -> None:
    """Make sure that it belongs into Health. Raises Refused."""
    workout = activity.workout
    is_there = workout.healthkit_uuid and not workout.virtual_route
    if is_there and not _settings(tools).copies:
        raise Refused(
            "It is in Apple Health already, and no booster has drawn a route for it.",
            "Switch “Also workouts that are in Health already” on in the pipeline to write a copy.",
        )


def _version_asked(ticket: str, write: HealthWrite) -> int:
    """Give the version under which this very content waits already; 0 for a new one."""
    version, _, known = ticket.partition(".")
    is_same = known == write.content_hash[:_HASH_IN_TICKET]
    return int(version) if version.isdigit() and is_same else 0


def _receipt(standing: Standing) -> Receipt:
    return Receipt(standing.health_uuid, ADDRESS)


def _not_yet(
    standing: Standing, asked: int, write: HealthWrite, tools: TargetTools
) -> Refused | NeedsUser | Processing:
    """Say what it waits for."""
    if standing.is_refused:
        return Refused(standing.why, standing.next_step)
    if standing.why:
        return NeedsUser(standing.why, standing.next_step)
    if not tools.health.has_phone():
        return NeedsUser(
            "No iPhone is paired that could write it into Apple Health.",
            "Pair one under Settings, Phones: it writes what waits, and nothing else is to do.",
        )
    if datetime.now(UTC) - standing.asked_at > _PATIENCE:
        return _silent(standing)
    return Processing(
        "It waits for the FitGlue app on your iPhone to write it.",
        ticket=f"{asked}.{write.content_hash[:_HASH_IN_TICKET]}",
    )


def _silent(standing: Standing) -> NeedsUser:
    which = f"“{standing.phone}”" if standing.phone else "Your iPhone"
    return NeedsUser(
        f"{which} has not written it for two days.",
        "Open FitGlue on it once. If you have it no more, end it under Settings, Phones: then "
        "another one writes it.",
    )


plugin = AppleHealth()
