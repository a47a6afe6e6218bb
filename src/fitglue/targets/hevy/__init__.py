"""Hevy: logs an activity there, set by set, under the exercises that the account has.

Hevy keeps whatever it is sent, twice if it is sent twice, and its API deletes nothing. So it is
always looked first whether a workout of that second is there already.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from fitglue.domain.activity import Activity, default_title
from fitglue.domain.asking import Ask, Connection, Reply
from fitglue.domain.errors import Damaged, Refused
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.domain.text import renewed
from fitglue.domain.workout import Workout
from fitglue.formats.hevy.documents import (
    WorkoutDocument,
    answered,
    answered_id,
    instant,
    workout_document,
)
from fitglue.formats.hevy.pages import (
    WORKOUTS,
    Bookmark,
    TemplateShelf,
    WorkoutPages,
    account_of,
)
from fitglue.formats.hevy.templates import Templates
from fitglue.formats.hevy.writing import (
    Json,
    as_written,
    in_words,
    span_of,
    with_ours,
    written_time,
)
from fitglue.targets.hevy.logged import Log, check, given, matched
from fitglue.targets.hevy.settings import HevySettings

#: No link scheme is documented; this is where Hevy's own pages show a workout.
_PAGE = "https://hevy.com/workout/"
#: A workout that was changed that soon after it was created was only created.
_AT_ONCE_S = 5.0

ABOUT = About(
    id="hevy",
    kind=PluginKind.TARGET,
    name="Hevy",
    summary="Logs activities in Hevy: strength set by set, others as one exercise.",
    description=(
        "Exercises are matched to those of your account by name; what Hevy does not have is named "
        "in the description, or waits for you. Changes follow as long as you have not touched the "
        "workout in Hevy; after that only FitGlue's own paragraphs in the description do. Hevy "
        "shows no heart rate and no route, and its API cannot delete."
    ),
    settings=HevySettings,
    connection="hevy",
    abilities=frozenset({Ability.UPDATE, Ability.FIND}),
)


class Hevy:
    """Delivers into an account at Hevy; the receipt's id is Hevy's."""

    about = ABOUT

    def __init__(self) -> None:
        self._shelf = TemplateShelf()
        self._bookmarks: dict[tuple[str, str], Bookmark | None] = {}

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Log an activity, unless it is there. Raises Delivery."""
        log = self._log(activity.workout, tools)
        there = self.find(activity, tools)
        if there is not None:
            return there
        text = "\n\n".join(_said(activity, log))
        body = {
            **_frame(activity),
            "description": text,
            "exercises": log.bodies,
            "is_private": _settings(tools).is_private,
        }
        reply = self._send(tools, Ask(path=WORKOUTS, method="POST", json={"workout": body}))
        return _receipt(_id_in(reply), activity.said)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Bring what is there up to date, as far as its owner has not changed it. Raises Delivery.

        Without a change nothing is sent.
        """
        path = f"{WORKOUTS}/{receipt.id}"
        there = _document_in(tools.connection.ask(Ask(path=path)))
        log = self._log(activity.workout, tools)
        before, wrote = as_written(there), with_ours(receipt.wrote, there.description)
        text = renewed(there.description or "", wrote, _said(activity, log))
        follows = _settings(tools).overwrite or not _is_touched(there)
        ours = {**_frame(activity), "exercises": log.bodies} if follows else {}
        body = {**before, **ours, "description": text}
        if body != before:
            self._send(tools, Ask(path=path, method="PUT", json={"workout": _shown(body, tools)}))
        return _receipt(receipt.id, activity.said)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look for a workout that began in the same second, by its title or its end.

        Raises Delivery.
        """
        start, end = span_of(activity.workout)
        title = _title(activity)
        for one in self._around(start, tools.connection):
            if one.start == start and (one.end == end or (one.title or "").strip() == title):
                text = one.description or ""
                return _receipt(one.id, [each for each in activity.said if each in text])
        return None

    def _around(self, moment: datetime, connection: Connection) -> Iterator[WorkoutDocument]:
        """Give what began in a second, as Hevy has it now. Raises Delivery."""
        account = account_of(connection)
        workouts = WorkoutPages(connection, self._bookmarks.get(account))
        found = workouts.around(moment)
        self._bookmarks[account] = workouts.bookmark
        return found

    def _log(self, workout: Workout, tools: TargetTools) -> Log:
        """Put exercises under templates; fresh ones where one is missing. Raises Delivery."""
        settings = _settings(tools)
        log = matched(workout, Templates(self._shelf.all(tools.connection), given(settings)))
        if log.unmatched:
            fresh = self._shelf.renewed(tools.connection)
            log = matched(workout, Templates(fresh, given(settings)))
        check(log, workout, settings)
        return log

    def _send(self, tools: TargetTools, ask: Ask) -> Reply:
        try:
            return tools.connection.ask(ask)
        except Refused:  # perhaps it does not know one of the exercises any more
            self._shelf.forget(tools.connection)
            raise


def _title(activity: Activity) -> str:
    return activity.title.strip() or default_title(activity.workout)[0]


def _frame(activity: Activity) -> Json:
    start, end = span_of(activity.workout)
    return {
        "title": _title(activity),
        "start_time": written_time(start),
        "end_time": written_time(end),
    }


def _said(activity: Activity, log: Log) -> list[str]:
    return [*activity.said, *filter(None, [in_words(log.unmatched)])]


def _shown(body: Json, tools: TargetTools) -> Json:
    """Keep a workout private; who may see it cannot be read there, so "everybody" is not said."""
    return {**body, "is_private": True} if _settings(tools).is_private else body


def _settings(tools: TargetTools) -> HevySettings:
    return HevySettings.model_validate(tools.settings.model_dump())


def _is_touched(there: WorkoutDocument) -> bool:
    """Tell whether a workout was changed after it was created, by its owner or by an update."""
    if there.created_at is None or there.updated_at is None:
        return False
    changed, created = instant(there.updated_at), instant(there.created_at)
    return (changed - created).total_seconds() > _AT_ONCE_S


def _receipt(workout_id: str, said: Sequence[str]) -> Receipt:
    return Receipt(workout_id, f"{_PAGE}{workout_id}", tuple(said))


def _id_in(reply: Reply) -> str:
    """Read which workout an answer is about. Raises Unknown when it does not say."""
    found = answered_id(reply.json())
    if not found:
        raise reply.garbled()
    return found


def _document_in(reply: Reply) -> WorkoutDocument:
    plain: Any = answered(reply.json())
    try:
        return workout_document(plain)
    except Damaged as problem:
        raise reply.garbled() from problem


plugin = Hevy()
