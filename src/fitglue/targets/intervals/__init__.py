"""Intervals.icu: a FIT file per activity, with its title, description, type and effort.

The contract is its OpenAPI description (https://intervals.icu/api/v1/docs). A file that is there
already is known by a hash of its bytes and answered with its activity, so sending one again is
harmless. It cannot be replaced: when the workout itself changed, the new file is uploaded, given
what a person wrote on the old activity, and the old one is deleted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fitglue.domain.activity import Activity
from fitglue.domain.asking import Ask, Attachment, Connection
from fitglue.domain.errors import Gone
from fitglue.domain.intervals_type import agrees, intervals_type
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.domain.text import renewed
from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.activity_file import device_name

_PAGE = "https://intervals.icu/activities/"
_A_DAY = timedelta(days=1)
#: Types that a FIT file tells without doubt.
_PLAIN_TYPES = frozenset({"Run", "Ride", "Swim", "Walk", "Hike"})
#: What a person sets there by hand, and finds on the new activity when the file had to change.
_SET_BY_HAND = (
    "icu_rpe", "feel", "perceived_exertion", "tags", "sub_type", "commute", "race", "gear",
    "kg_lifted", "carbs_ingested",
)  # fmt: skip
#: A description travels in the address, and servers cut addresses off from 8 kB on.
_LONGEST_IN_ADDRESS = 2_000

Told = Mapping[str, Any]

ABOUT = About(
    id="intervals",
    kind=PluginKind.TARGET,
    name="Intervals.icu",
    summary="Sends activities to your account at Intervals.icu.",
    description=(
        "Uploads a FIT file with everything that was recorded, and gives the activity your title, "
        "description, type and effort. Later changes follow: texts in place, and where the "
        "workout itself changed, the new file takes the old one's place with what you entered "
        "there by hand. Comments and intervals that you edited there stay with the old one."
    ),
    connection="intervals",
    abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE}),
)


class Intervals:
    """Delivers to Intervals.icu; the activity's id there is the receipt's.

    The same file sent again is known again, but a workout may change between two tries: after a
    lost answer it is looked for first, so that no older file stays behind.
    """

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Upload the file; what it cannot say is put on the activity that it made."""
        asking = tools.connection
        sent = _sent(activity, asking)
        there = sent.told if sent.is_new else _shown(asking, sent.id)
        _put(asking, sent.id, _changes(activity, there, ()))
        return _receipt(sent.id)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Send the file again, which tells whether it changed. Raises Gone when it was deleted."""
        asking = tools.connection
        there = self._there(activity, receipt, tools)
        sent = _sent(activity, asking)
        if there["id"] in sent.ids:
            _put(asking, there["id"], _changes(activity, there, receipt.wrote))
            return _receipt(there["id"])
        carried = _carried(activity, there)
        changes = _changes(activity, {**sent.told, **carried}, receipt.wrote)
        _put(asking, sent.id, carried | changes)
        _delete(asking, there, keep=sent.ids)
        return _receipt(sent.id)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look for our own id around the activity's day.

        Of several, which a lost connection left behind, the oldest is given: updating that one
        leaves one. A recording of the same moment by another way is not ours.
        """
        day = activity.workout.zone.local(activity.workout.start)
        found = _of_external_id(tools.connection, _external_id(activity), day)
        return _receipt(found[0]) if found else None

    def _there(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Told:
        """Show an activity, or the one that took its place before an answer was lost."""
        try:
            return _shown(tools.connection, receipt.id)
        except Gone:
            found = self.find(activity, tools)
            if found is None:
                raise
            return _shown(tools.connection, found.id)

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Delete the activity, and the others that one multisport file made."""
        try:
            there = _shown(tools.connection, receipt.id)
        except Gone:
            return
        _delete(tools.connection, there)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of an upload; `told` is what a new activity says of itself, as far as is known."""

    ids: tuple[str, ...]
    is_new: bool
    told: Told

    @property
    def id(self) -> str:
        """Give the id of the first: multisport files make several."""
        return self.ids[0]


def _sent(activity: Activity, asking: Connection) -> _Sent:
    told, name = _upload_fields(activity), f"{_external_id(activity)}.fit"
    file = Attachment("file", name, "application/octet-stream", encode_activity(activity))
    reply = asking.ask(Ask(method="POST", path=_activities(asking), params=told, file=file))
    answer = reply.json()
    made = answer.get("activities") if isinstance(answer, dict) else None
    ids = tuple(str(one["id"]) for one in made or () if isinstance(one, dict) and one.get("id"))
    if not ids:
        raise reply.garbled()
    type_told = intervals_type(activity.workout)
    known = {"type": type_told} if type_told in _PLAIN_TYPES else {}
    return _Sent(ids, reply.status == HTTPStatus.CREATED, told | known)


def _upload_fields(activity: Activity) -> dict[str, str]:
    fields = {
        "name": activity.title.strip(),
        "description": activity.text,
        "device_name": device_name(activity.workout),
        "external_id": _external_id(activity),
    }
    return {name: one for name, one in fields.items() if one and _fits(one)}


def _fits(text: str) -> bool:
    return len(quote(text)) <= _LONGEST_IN_ADDRESS


def _changes(activity: Activity, there: Told, wrote: tuple[str, ...]) -> dict[str, Any]:
    """Give the fields that have to change; what a person chose more finely there stays."""
    workout, changes = activity.workout, dict[str, Any]()
    title, text = activity.title.strip(), _description(activity, there, wrote)
    if title and title != there.get("name"):
        changes["name"] = title
    if text != (there.get("description") or ""):
        changes["description"] = text
    if not there.get("external_id"):
        changes["external_id"] = _external_id(activity)
    if not workout.legs and not agrees(there.get("type") or "", workout):
        changes["type"] = intervals_type(workout)
    if workout.indoor and not there.get("trainer"):
        changes["trainer"] = True
    if workout.effort is not None and there.get("icu_rpe") is None:
        changes["icu_rpe"] = min(max(round(workout.effort), 1), 10)
    return changes


def _description(activity: Activity, there: Told, wrote: tuple[str, ...]) -> str:
    """Bring our paragraphs up to date.

    After a lost answer nobody may know what was written: our own words are known again.
    """
    text, said = there.get("description") or "", activity.said
    ours = tuple(one for one in said if one in text)
    is_outdated = any(one in text for one in wrote if one not in said)
    if ours == said and not is_outdated:
        return text
    return renewed(text, wrote or ours, said)


def _carried(activity: Activity, there: Told) -> dict[str, Any]:
    """Give what the old activity has by a person's hand."""
    carried = {name: there[name] for name in _SET_BY_HAND if there.get(name)}
    if there.get("description"):
        carried["description"] = there["description"]
    told = there.get("type") or ""
    if not activity.workout.legs and agrees(told, activity.workout):
        carried["type"] = told
    return carried


def _put(asking: Connection, remote_id: str, fields: Told) -> None:
    if fields:
        asking.ask(Ask(method="PUT", path=_path(remote_id), json=dict(fields))).json()


def _shown(asking: Connection, remote_id: str) -> Told:
    reply = asking.ask(Ask(path=_path(remote_id)))
    told = reply.json()
    if not isinstance(told, dict) or told.get("id") != remote_id:
        raise reply.garbled()
    return told


def _delete(asking: Connection, there: Told, keep: Collection[str] = ()) -> None:
    """Delete an activity with those of the same file; the one that is known goes last."""
    others: list[str] = []
    if there.get("file_sport_index") is not None and there.get("external_id"):
        day = datetime.fromisoformat(there["start_date_local"])
        others = _of_external_id(asking, there["external_id"], day)
    for remote_id in [*(one for one in others if one not in {there["id"], *keep}), there["id"]]:
        try:
            asking.ask(Ask(method="DELETE", path=_path(remote_id))).json()
        except Gone:
            continue


def _of_external_id(asking: Connection, external_id: str, day: datetime) -> list[str]:
    """List the ids of one external id around a local day, the oldest first."""
    params = {
        "oldest": (day - _A_DAY).date().isoformat(),
        "newest": (day + _A_DAY).date().isoformat(),
        "fields": "id,external_id,created",
    }
    reply = asking.ask(Ask(path=_activities(asking), params=params))
    listed = reply.json()
    if not isinstance(listed, list):
        raise reply.garbled()
    found = [
        one for one in listed if isinstance(one, dict) and one.get("external_id") == external_id
    ]
    found.sort(key=lambda one: (one.get("created") or "", len(one["id"]), one["id"]))
    return [one["id"] for one in found]


def _activities(asking: Connection) -> str:
    return f"athlete/{asking.who.id or 0}/activities"


def _path(remote_id: str) -> str:
    return f"activity/{quote(remote_id, safe='')}"


def _external_id(activity: Activity) -> str:
    return f"fitglue-{activity.id}"


def _receipt(remote_id: str) -> Receipt:
    return Receipt(remote_id, f"{_PAGE}{remote_id}")


plugin = Intervals()
