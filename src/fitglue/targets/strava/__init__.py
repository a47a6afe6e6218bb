"""Strava: a FIT file per activity, with its words, its sport, and marks for indoor and commute.

Uploads are taken at once and worked on for a few seconds
(https://developers.strava.com/docs/uploads/). Strava knows an activity again by its start and
length, whoever sent it, and names the one that it has: so sending one again is harmless. What is
there can be given other words, another sport and other marks, but no other file, and nothing can
be deleted (https://developers.strava.com/docs/reference/).
"""

import time
from contextlib import suppress

from fitglue.domain.activity import Activity
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Gone
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.targets.strava.reading import seen
from fitglue.targets.strava.renewing import renew
from fitglue.targets.strava.settings import StravaTargetSettings, own
from fitglue.targets.strava.uploading import (
    Upload,
    followed,
    goes_on_later,
    looked,
    sent,
    works_on,
)

_PAGE = "https://www.strava.com/activities/"
#: How long to wait before each look within one try; most uploads are done within 2 s.
_LOOKS_S = (2.0, 2.0, 3.0)


ABOUT = About(
    id="strava",
    kind=PluginKind.TARGET,
    name="Strava",
    summary="Sends activities to your account at Strava.",
    description=(
        "Uploads a FIT file with everything that was recorded, and gives the activity your title, "
        "description and sport. Later changes of these follow, and what you wrote at Strava "
        "stays. An activity that is there already is linked, and none is added. Strava lets "
        "nobody replace a file or delete an activity: a changed recording stays there as it was."
    ),
    settings=StravaTargetSettings,
    connection="strava",
    abilities=frozenset({Ability.UPDATE, Ability.KNOWS_AGAIN}),
)


class Strava:
    """Delivers to Strava; the activity's id there is the receipt's.

    After an upload it looks after each of `looks_s` what became of it, and then leaves that to a
    later try, with the upload's id as its ticket.
    """

    about = ABOUT

    def __init__(self, looks_s: tuple[float, ...] = _LOOKS_S) -> None:
        self.looks_s = looks_s

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Upload the file, or look what became of one. Sent again, it is linked."""
        asking, mutes = tools.connection, own(tools).mutes
        try:
            there = followed(asking, tools.ticket) if tools.ticket else None
        except Gone:  # Strava has forgotten the upload
            there = None
        if there is not None:
            return _muted(asking, there) if mutes else _receipt(there)
        upload = sent(activity, tools)
        with goes_on_later(upload.id):
            there = upload.activity_id or self._watched(asking, upload)
            return _muted(asking, there) if mutes else _receipt(there)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Bring words, sport and marks up to date. Raises Gone when it is not to be seen there."""
        renew(activity, receipt, tools)
        return _receipt(receipt.id)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Find nothing: Strava shows activities only to those who may read all of them."""
        del activity, tools

    def _watched(self, asking: Connection, upload: Upload) -> str:
        for wait_s in self.looks_s:
            time.sleep(wait_s)
            there = looked(asking, upload.id)
            if there is not None:
                return there
        raise works_on(upload.id)


def _muted(asking: Connection, activity_id: str) -> Receipt:
    """Keep an activity out of feeds; one that is hidden from FitGlue is in nobody's."""
    with suppress(Gone):
        seen(asking, activity_id, {"hide_from_home": True})
    return _receipt(activity_id)


def _receipt(activity_id: str) -> Receipt:
    return Receipt(activity_id, f"{_PAGE}{activity_id}")


plugin = Strava()
