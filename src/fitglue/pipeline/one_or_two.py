"""What a person says of activities: these are one workout, this is another one.

It is done, and remembered: nothing that was told apart is put together again by itself.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity, Recording, Sender, TitleSetBy, default_title
from fitglue.domain.errors import Gone, Refused
from fitglue.domain.runs import Cause
from fitglue.pipeline.comparing import Comparing, comparing_for
from fitglue.pipeline.folding import fold
from fitglue.pipeline.judging import first_of, next_of
from fitglue.pipeline.starting import Starter, Wave
from fitglue.pipeline.staying import check_may_be_one

if TYPE_CHECKING:
    from collections.abc import Generator

    from fitglue.store.intake import Intake

_WAVE = Wave(Cause.EDIT)


@dataclass(frozen=True, slots=True)
class OneOrTwo:
    """Joins and splits one person's activities. Whatever is not theirs is not there."""

    starter: Starter
    account_id: str

    def join(self, activity_id: str, other_id: str) -> str:
        """Make one activity of two, and give its id. What was delivered of either is updated."""
        if activity_id == other_id:
            raise Refused("This is one activity already.", "Choose another one.")
        with self._alone() as deciding:
            return deciding.join(activity_id, other_id)

    def join_all(self, activity_ids: Sequence[str]) -> str:
        """Make one activity of several, all or none, and give its id."""
        with self._alone() as deciding:
            into, *others = dict.fromkeys(activity_ids)
            for other in others:
                into = deciding.join(into, other)
            return into

    def split(self, activity_id: str, recording_id: str) -> str:
        """Make a recording an activity of its own again, and give that one's id."""
        with self._alone() as deciding:
            return deciding.split(activity_id, [recording_id])

    def split_all(self, activity_id: str, recording_ids: Sequence[str]) -> str:
        """Make recordings one activity of their own again, and give that one's id."""
        with self._alone() as deciding:
            return deciding.split(activity_id, recording_ids)

    def answer(self, pair_id: str, *, are_one: bool) -> str:
        """Answer whether two recordings are one workout; gives an activity that it is about."""
        with self._alone() as deciding:
            return deciding.answer(pair_id, are_one=are_one)

    @contextmanager
    def _alone(self) -> "Generator[_Deciding]":
        store = self.starter.store
        comparing = comparing_for(store, self.account_id)
        with store.intake() as intake:
            store.sync.lock(intake.session, self.account_id)
            yield _Deciding(self.starter, self.account_id, intake, comparing)


@dataclass(frozen=True, slots=True)
class _Deciding:
    """Decides in one transaction."""

    starter: Starter
    account_id: str
    intake: "Intake"
    comparing: Comparing

    def join(self, *activity_ids: str) -> str:
        session, store = self.intake.session, self.starter.store
        ones, others = (self._recordings(one) for one in activity_ids)
        check_may_be_one([*ones, *others])
        store.pairs.say(session, _senders(ones), _senders(others), are_one=True)
        into, absorbed = store.activities.by_seniority(session, activity_ids)
        before, other = (self.intake.activity(one) for one in (into, absorbed))
        fold(store, session, absorbed, into)
        edits = self.comparing.edits(session, [into])  # the other's count here since then
        workout = self.comparing.merged([*ones, *others], edits)
        self._write(next_of(before, workout, [other], edits))
        return into

    def split(self, activity_id: str, recording_ids: Sequence[str]) -> str:
        session, store = self.intake.session, self.starter.store
        told = self._recordings(activity_id)
        chosen = {self._sender(activity_id, one) for one in recording_ids}
        own = [one for one in told if one.sender in chosen]
        rest = [one for one in told if one.sender not in chosen]
        if not rest:
            raise Refused("This is the only recording of its activity.", "Nothing is to split.")
        store.pairs.say(session, chosen, _senders(rest), are_one=False)
        # The activity stays with the recording that it was made of at first.
        is_first = activity_id in {one.activity_id for one in chosen}
        staying, going = (own, rest) if is_first else (rest, own)
        moved = self._move_out(activity_id, staying, going)
        return activity_id if is_first else moved

    def _sender(self, activity_id: str, recording_id: str) -> Sender:
        store = self.starter.store
        row = store.recordings.owned(self.intake.session, self.account_id, recording_id)
        if row is None or row.activity_id != activity_id:
            raise Gone("There is no such recording in this activity.")
        return Sender(row.account_id, row.source, row.source_id)

    def answer(self, pair_id: str, *, are_one: bool) -> str:
        session, store = self.intake.session, self.starter.store
        row = store.pairs.locked(session, self.account_id, pair_id)
        if row is None:
            raise Gone("There is no such question, or it is answered already.")
        known = [self.comparing.known(session, one) for one in store.pairs.sides(row)]
        one, other = (each.activity_id if each else "" for each in known)
        if one == other:
            raise Gone("They are one workout already.")
        if are_one:
            return self.join(one, other)
        ones, others = _senders(self._recordings(one)), _senders(self._recordings(other))
        store.pairs.say(session, ones, others, are_one=False)
        return one

    def _move_out(
        self, activity_id: str, staying: Sequence[Recording], going: Sequence[Recording]
    ) -> str:
        """Let recordings be an activity of their own: the one they made before, if there is."""
        session, store = self.intake.session, self.starter.store
        before = self.intake.activity(activity_id)
        to, back = self._home_of(going)
        edits = self.comparing.edits(session, [to])
        workout = self.comparing.merged(going, edits)
        activity = first_of(to, workout)
        if back is not None:
            store.activities.come_back(session, to, _homes(going) - {to})
            # Another revision in any case: what targets have is that of both.
            activity = replace(
                next_of(back, workout, edits=edits) or back, revision=back.revision + 1
            )
        self.intake.put(self.account_id, activity)
        store.recordings.move(session, _senders(going), to)
        store.deliveries.give_back(session, activity_id, to)
        self._remake(activity_id, _without_title_of(before, back), staying, without=to)
        self._start(activity)
        return to

    def _remake(
        self, activity_id: str, before: Activity, staying: Sequence[Recording], *, without: str
    ) -> None:
        """Work an activity out anew, less what was changed of the one that went its own way."""
        session = self.intake.session
        self.starter.store.edits.give_back(session, activity_id, without)
        edits = self.comparing.edits(session, [activity_id])
        self._write(next_of(before, self.comparing.merged(staying, edits), edits=edits))

    def _home_of(self, going: Iterable[Recording]) -> tuple[str, Activity | None]:
        session, store = self.intake.session, self.starter.store
        homes = sorted(_homes(going))
        for home in store.activities.absorbed(session, homes):
            return home, self.intake.activity(home)
        free = (home for home in homes if not self.intake.is_taken(home))
        return next(free, str(uuid.uuid4())), None

    def _recordings(self, activity_id: str) -> list[Recording]:
        session = self.intake.session
        revision = self.starter.store.activities.revision(session, self.account_id, activity_id)
        if revision is None:
            raise Gone("There is no such activity.")
        return self.comparing.recordings(session, [activity_id])

    def _write(self, after: Activity | None) -> None:
        if after is not None:
            self.intake.put(self.account_id, after)
            self._start(after)

    def _start(self, activity: Activity) -> None:
        self.starter.start_all(self.intake.session, self.account_id, activity, _WAVE)


def _without_title_of(before: Activity, back: Activity | None) -> Activity:
    """Take back a title that came with what goes its own way again."""
    is_theirs = back is not None and (back.title, back.title_set_by) == (
        before.title,
        TitleSetBy.PERSON,
    )
    if not is_theirs or before.title_set_by is not TitleSetBy.PERSON:
        return before
    title, set_by = default_title(before.workout)
    return replace(before, title=title, title_set_by=set_by)


def _senders(recordings: Collection[Recording]) -> set[Sender]:
    return {one.sender for one in recordings}


def _homes(recordings: Iterable[Recording]) -> set[str]:
    return {one.sender.activity_id for one in recordings}
