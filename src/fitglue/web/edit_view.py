"""The page on which a person edits an activity, and what its form says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.datastructures import FormData

from fitglue.domain import figures
from fitglue.domain.activity import Activity, default_title
from fitglue.domain.edits import Edits, span_of
from fitglue.domain.errors import Refused
from fitglue.domain.plugins import PluginKind
from fitglue.domain.sport import SPORTS
from fitglue.domain.workout import Workout
from fitglue.pipeline.amending import Amending, Uncut, shortened
from fitglue.web.forms import text
from fitglue.web.languages import gettext
from fitglue.web.lines import Person, Units
from fitglue.web.pipeline_view import name_of
from fitglue.web.words import listed

_SAME_S = 1.0  # an end that close to the workout's own is not cut
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:[.,]\d+)?)")
_S_PER_MIN, _S_PER_H = 60, 3600


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after a trim."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """What the form shows. `changed` says of each edited part what the recordings say instead."""

    id: str
    title: str
    sport: str
    sports: list[tuple[str, str]]
    description: str
    length_s: int
    start: str
    end: str
    has_charts: bool
    preview: list[Figure]
    changed: Mapping[str, str]
    targets: str


def edit_view(amending: Amending, activity: Activity, person: Person) -> EditView:
    """Prepare the form of an activity."""
    uncut = amending.uncut(activity.id)
    whole, edits = uncut.workout, uncut.edits
    span = span_of(whole, edits)
    start_s, end_s = (span.start_s, span.end_s) if span else (0.0, whole.elapsed_s)
    names = [name_of(PluginKind.TARGET, one) for one in amending.targets(activity.id)]
    return EditView(
        id=activity.id,
        title=activity.title,
        sport=activity.workout.sport.key,
        sports=[(one.key, one.label) for one in sorted(SPORTS, key=lambda one: one.label)],
        description=activity.description,
        length_s=round(whole.elapsed_s),
        start=figures.duration(start_s),
        end=figures.duration(end_s),
        has_charts=bool(whole.streams),
        preview=compared(whole, shortened(uncut, edits.starts_at, edits.ends_at), person.units),
        changed=dict(_changed(uncut, amending.recorded(activity.id))),
        targets=listed(names),
    )


def compared(before: Workout, after: Workout, units: Units) -> list[Figure]:
    """Give the figures that a trim changes, before and after."""
    offered = [
        Figure(gettext("Time"), figures.duration(before.timer_s), figures.duration(after.timer_s)),
        _distance(before, after, units),
        _heart_rate(before, after),
    ]
    return [one for one in offered if one is not None]


def _distance(before: Workout, after: Workout, units: Units) -> Figure | None:
    if before.distance_m is None or after.distance_m is None:
        return None
    swum = before.sport.key == "swimming"
    told = [
        figures.distance(one, units, swum=swum) for one in (before.distance_m, after.distance_m)
    ]
    return Figure(gettext("Distance"), told[0].text, told[1].text)


def _heart_rate(before: Workout, after: Workout) -> Figure | None:
    if before.avg_hr_bpm is None or after.avg_hr_bpm is None:
        return None
    told = [
        gettext("%(one)s\N{NO-BREAK SPACE}bpm", one=format(one, ".0f"))
        for one in (before.avg_hr_bpm, after.avg_hr_bpm)
    ]
    return Figure(gettext("Average heart rate"), told[0], told[1])


def _changed(uncut: Uncut, recorded: Workout) -> list[tuple[str, str]]:
    edits, found = uncut.edits, []
    if edits.title is not None:
        found.append(
            (
                "title",
                gettext(
                    "Without your change it is “%(default_title)s”.",
                    default_title=default_title(uncut.workout)[0],
                ),
            )
        )
    if edits.sport is not None:
        found.append(
            ("sport", gettext("It was recorded as %(label)s.", label=recorded.sport.label))
        )
    if edits.description is not None:
        told = f"“{recorded.description}”" if recorded.description else gettext("no text")
        found.append(("description", gettext("The recording gave %(told)s.", told=told)))
    if edits.trims:
        found.append(
            (
                "trim",
                gettext("The whole is %(time)s long.", time=figures.duration(recorded.elapsed_s)),
            )
        )
    if edits.streams:
        found.append(("streams", gettext("You said whose streams count.")))
    return found


def edits_of(form: FormData, activity: Activity, uncut: Uncut, recorded: Workout) -> Edits:
    """Read the form: what says what the activity says already is no change.

    Raises Refused for a time that is none, and for a sport that is none.
    """
    edits = uncut.edits
    title, description = text(form, "title"), text(form, "description").replace("\r\n", "\n")
    if title != activity.title:
        edits = replace(edits, title=title or None)
    if description != activity.description.strip():
        edits = replace(edits, description=description)
    sport = text(form, "sport")
    if sport not in {one.key for one in SPORTS}:
        raise Refused(gettext("There is no such sport."), gettext("Choose one of the list."))
    edits = replace(edits, sport=None if sport == recorded.sport.key else sport)
    starts_at, ends_at = ends_of(form, uncut)
    return replace(edits, starts_at=starts_at, ends_at=ends_at)


def ends_of(form: Mapping[str, object], uncut: Uncut) -> tuple[datetime | None, datetime | None]:
    """Read where an activity begins and ends now; None where nothing is cut off.

    An end that reads as it was shown stays to the millisecond what it was.
    """
    whole, edits = uncut.workout, uncut.edits
    span = span_of(whole, edits)
    shown = (span.start_s, span.end_s) if span else (0.0, whole.elapsed_s)
    told = [
        _seconds(str(form.get(name, "")), was)
        for name, was in zip(("start", "end"), shown, strict=True)
    ]
    start_s, end_s = told
    if end_s <= start_s:
        raise Refused(gettext("The end lies before the start."), gettext("Move one of them."))
    starts_at = whole.start + timedelta(seconds=start_s) if start_s >= _SAME_S else None
    ends_at = whole.start + timedelta(seconds=end_s) if end_s <= whole.elapsed_s - _SAME_S else None
    return starts_at, ends_at


def _seconds(written: str, was_s: float) -> float:
    """Read "1:02:03", "2:03" or "123"; what was there comes back when it reads so."""
    plain = written.strip()
    if not plain or plain == figures.duration(was_s):
        return was_s
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise Refused(
            gettext("“%(plain)s” is no time.", plain=plain), gettext("Write it as 1:02:30 or 2:30.")
        )
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    return hours * _S_PER_H + minutes * _S_PER_MIN + seconds
