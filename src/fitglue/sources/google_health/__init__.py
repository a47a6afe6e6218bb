"""Fitbit (Google Health): exercises of Fitbit trackers and Pixel Watches, with their TCX.

Google tells what an exercise was, when and how it went; its TCX has the points, its heart rate
comes from all sensors where the TCX has holes. Nothing there tells what is new since a moment, and
trackers sync late, so each look goes over the last weeks and compares.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import msgspec

from fitglue.domain.arrival import (
    Arrival,
    Original,
    Page,
    SetAside,
    SourceTools,
    Span,
    Unread,
    read_or_set_aside,
)
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.better_heart_rate import WHOLE
from fitglue.domain.coverage import coverage, span_of
from fitglue.domain.errors import Damaged, Gone, Refused, Transient, Unreadable
from fitglue.domain.heart_rate import heart_rate, measured, with_heart_rate
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.workout import Workout
from fitglue.formats.google_health import (
    MISUNDERSTOOD,
    TRACKERS,
    Exercise,
    PageOf,
    exercise_of,
    exercise_workout,
    heart_rates,
    page_of,
)
from fitglue.formats.packing import packed
from fitglue.formats.tcx import read_tcx
from fitglue.sources.google_health.walking import Walk

_EXERCISES = "users/me/dataTypes/exercise/dataPoints"
_CIVIL_START = "exercise.interval.civil_start_time"
_HEAD = 256
_A_DAY, _A_MOMENT = timedelta(days=1), timedelta(seconds=1)
#: What is tried again as a whole when a request fails: with each exercise come two more.
_OF_THE_PAST = 5

_WHAT = "A workout of Google Health"

ABOUT = About(
    id="google_health",
    kind=PluginKind.SOURCE,
    name="Fitbit (Google Health)",
    summary="Workouts of Fitbit trackers and Pixel Watches, from Google Health.",
    description=(
        "Looks every fifteen minutes for workouts that a tracker or watch has synced, and takes "
        "each with its way, heart rate, laps and pauses. One that comes up to five weeks late is "
        "found, one that you change is updated, one that you delete is told. You need a Google "
        "Cloud project of your own; “Connect” says what to click."
    ),
    connection="google_health",
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class GoogleHealthSource:
    """The source of everything that Google Health has of workouts."""

    about = ABOUT
    poll_every = timedelta(minutes=15)
    now: Callable[[], datetime] = _now

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give what is new, changed or gone among the exercises of the last days."""
        walk = Walk.after(cursor, self.now().date())
        since = f'{_CIVIL_START} >= "{walk.since}"'
        page = _listed(connection, since, walk.token)
        arrivals: list[Arrival | SetAside] = []
        for point in page.points:
            exercise = _exercise(point)
            if isinstance(exercise, SetAside):
                walk, is_news = walk.past_broken(sha256(exercise.content).hexdigest()[:24])
                arrivals += [exercise] if is_news else []
                continue
            if walk.is_new(exercise):
                arrivals.append(_read_whole(exercise, connection, tools))
            walk = walk.past(exercise)
        if page.token:
            return Page(arrivals=arrivals, cursor=replace(walk, token=page.token).cursor, more=True)
        gone = [name for name in walk.missed() if _is_gone(connection, name)]
        return Page(arrivals=arrivals, deleted=gone, cursor=walk.over(gone).cursor)

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give the exercises that began in a span, the newest first."""
        page = _listed(connection, _around(span), cursor.get("token", ""), most=_OF_THE_PAST)
        found = [_exercise(point) for point in page.points]
        arrivals = [
            one if isinstance(one, SetAside) else _read_whole(one, connection, tools)
            for one in found if isinstance(one, SetAside) or span.start <= one.start < span.end
        ]  # fmt: skip
        return Page(arrivals=arrivals, cursor={"token": page.token}, more=bool(page.token))

    def one(self, connection: Connection, source_id: str, tools: SourceTools) -> Arrival | SetAside:
        """Read one exercise again. Raises Delivery."""
        found = _exercise(connection.json(f"{_EXERCISES}/{quote(source_id, safe='')}", {}))
        return found if isinstance(found, SetAside) else _read_whole(found, connection, tools)

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count exercises where one page holds them all; more would take as long as reading."""
        page = _listed(connection, _around(span), "")
        if page.token:
            return None
        found = [_exercise(point) for point in page.points]
        return sum(isinstance(one, SetAside) or span.start <= one.start < span.end for one in found)


def _around(span: Span) -> str:
    """Ask for a day more on both ends: filters know the wall clock alone."""
    first, last = span.start.astimezone(UTC) - _A_DAY, span.end.astimezone(UTC) + 2 * _A_DAY
    return f'{_CIVIL_START} >= "{first:%Y-%m-%d}" AND {_CIVIL_START} < "{last:%Y-%m-%d}"'


def _listed(connection: Connection, wanted: str, token: str, most: int = 25) -> PageOf:
    """Ask for a page. Raises Transient when it leads back to itself."""
    choices: Any = connection.settings  # those of the service
    params = {"filter": wanted, "pageSize": str(min(choices.exercises_a_page, most))}
    if choices.trackers_only:
        params["dataSourceFamily"] = TRACKERS
    if token:
        params["pageToken"] = token
    page = page_of(connection.json(_EXERCISES, params))
    if token and page.token == token:
        raise Transient(MISUNDERSTOOD)
    return page


def _exercise(point: Any) -> Exercise | SetAside:
    try:
        return exercise_of(point)
    except Damaged as why:
        return SetAside(_WHAT, why, msgspec.json.encode(point), _id_of(point))


def _id_of(point: Any) -> str:
    """Read the id of one that makes no sense otherwise, if it has one."""
    name = point.get("name") if isinstance(point, Mapping) else None
    return name.rsplit("/", 1)[-1] if isinstance(name, str) else ""


def _read_whole(
    exercise: Exercise, connection: Connection, tools: SourceTools
) -> Arrival | SetAside:
    """Read an exercise, or set it aside as Google tells it. Raises Delivery."""
    unread = Unread(_WHAT, exercise.id, msgspec.json.encode(exercise.told))
    return read_or_set_aside(unread, partial(_arrival, exercise, connection, tools))


def _arrival(exercise: Exercise, connection: Connection, tools: SourceTools) -> Arrival:
    """Read an exercise with all that was measured in it. Raises Delivery."""
    content = b"" if exercise.is_typed_in else _tcx(exercise, connection)
    workout = exercise_workout(exercise, _read(content, tools), tools)
    if not exercise.is_typed_in:
        workout = _with_more_beats(workout, connection)
    name = f"{exercise.id}.tcx"
    kept = (Original(name, packed(content)),) if content and tools.keep_originals else ()
    return Arrival(exercise.id, workout, kept)


def _tcx(exercise: Exercise, connection: Connection) -> bytes:
    """Give the TCX, its points without a way too; nothing where there is none.

    Raises Transient for a page of some proxy's: what was measured is not given up for that.
    """
    ask = Ask(
        path=f"{_EXERCISES}/{exercise.id}:exportExerciseTcx",
        params={"alt": "media", "partialData": "true"},
        headers={"accept": "*/*"},
    )
    try:
        content = connection.ask(ask).body
    except Refused:  # what another app wrote has none: the exercise itself says enough
        return b""
    if content[:_HEAD].lstrip().lower().startswith((b"<html", b"<!doctype html")):
        raise Transient(MISUNDERSTOOD)
    return content


def _read(content: bytes, tools: SourceTools) -> Workout | None:
    if not content:
        return None
    try:
        found = read_tcx(content, "", tools).workouts
    except Unreadable:  # a lap without a time: the same
        return None
    return max(found, key=lambda one: one.elapsed_s, default=None)


def _with_more_beats(workout: Workout, connection: Connection) -> Workout:
    """Take the heart rate of all sensors where the TCX has holes, if it has more."""
    own, span = measured(workout), span_of(workout)
    if own is not None and coverage(own.time_s, span).share >= WHOLE:
        return workout
    beats = heart_rates(connection, workout.start, workout.end + _A_MOMENT, trackers_only=False)
    found = heart_rate(beats.time_s, beats.bpm, workout.elapsed_s)
    if len(found) <= (len(own) if own is not None else 0):
        return workout
    return with_heart_rate(workout, found, workout.device.name or "Fitbit")


def _is_gone(connection: Connection, name: str) -> bool:
    """Ask for one exercise: a list alone may have moved on under our hands."""
    try:
        connection.json(f"{_EXERCISES}/{name}", {})
    except Gone:
        return True
    return False


plugin = GoogleHealthSource()
