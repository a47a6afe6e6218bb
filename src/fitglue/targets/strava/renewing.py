"""What has to change at Strava: our words and the sport, and nothing that its owner wrote."""

from typing import Any

from fitglue.domain.activity import Activity
from fitglue.domain.errors import Gone, NeedsUser
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.domain.strava_type import agrees, strava_type
from fitglue.domain.text import renewed
from fitglue.targets.strava.reading import Told, may_read, seen
from fitglue.targets.strava.settings import StravaTargetSettings, Words, marks_of, own


def renew(activity: Activity, receipt: Receipt, tools: TargetTools) -> None:
    """Bring words, sport and marks up to date, and leave alone what is right already.

    What stands there is asked for where that is allowed. Else the answer to a change tells it: the
    marks go first. Raises Gone, and NeedsUser when a description was not to be seen.
    """
    asking, settings = tools.connection, own(tools)
    marks, reads = marks_of(activity, settings), may_read(tools.connection)
    try:
        there = seen(asking, receipt.id, None if reads else marks)
        wanted = marks | _words(activity, receipt, settings, there)
        changes = {name: one for name, one in wanted.items() if there.get(name) != one}
        if changes:
            seen(asking, receipt.id, changes)
    except Gone as problem:
        raise _hidden() from problem
    if _wants_text(activity, receipt, settings) and "description" not in there:
        raise _unread()


def _words(
    activity: Activity, receipt: Receipt, settings: StravaTargetSettings, there: Told
) -> dict[str, Any]:
    """Give words and sport as they should be, where that is for us to say."""
    words: dict[str, Any] = {}
    title = activity.title.strip()
    if settings.title is Words.KEEP and title:
        words["name"] = title
    if not agrees(str(there.get("sport_type")), activity.workout):
        words["sport_type"] = strava_type(activity.workout)
    if _wants_text(activity, receipt, settings) and "description" in there:
        words["description"] = renewed(there["description"] or "", receipt.wrote, activity.said)
    return words


def _wants_text(activity: Activity, receipt: Receipt, settings: StravaTargetSettings) -> bool:
    return settings.description is Words.KEEP and activity.said != receipt.wrote


def _unread() -> NeedsUser:
    return NeedsUser(
        "Strava did not show FitGlue the description that is there, so it was left as it is.",
        "Tick “Also renew the text of private activities” in the connection to Strava and press "
        "“Connect again”, or set Description to “Sent once, then left alone”.",
    )


def _hidden() -> Gone:
    return Gone(
        "Strava does not show this activity to FitGlue: it was deleted there, or only you see it.",
        "If it is there, tick “Also renew the text of private activities” in the connection to "
        "Strava, press “Connect again”, then “Send again”.",
    )
