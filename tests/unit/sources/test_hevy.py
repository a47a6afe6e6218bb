"""Hevy as a source: what was logged there arrives, once, whole, and goes when it is deleted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.connections.client import Client
from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools, Span
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.errors import Transient
from fitglue.domain.workout import ExerciseSet, SetRole, Workout
from fitglue.formats import workout_document
from fitglue.formats.fit import encode_activity
from fitglue.formats.packing import unpacked
from fitglue.services.hevy import plugin as service
from fitglue.sources.hevy import Hevy
from fitglue.testing.examples import example_activity
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.services import connected
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.hevy import KEY, HevySite, template
from fitglue.testing.web_site import served

MORNING = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
EVERYTHING = Span(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@dataclass
class Clock:
    """Hevy's clock, which a test turns."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class Account:
    """An account at a served stand-in."""

    site: HevySite
    connection: Client
    clock: Clock
    source: Hevy = field(default_factory=Hevy)

    def logs(self, *, days: float = 0, title: str = "Push day", **more: Any) -> str:
        """Log a workout in the app."""
        start = MORNING + timedelta(days=days)
        workout = {
            "title": title,
            "start_time": start.isoformat(),
            "end_time": (start + timedelta(minutes=50)).isoformat(),
            "exercises": [self.exercise("Bench Press (Barbell)", {"weight_kg": 80, "reps": 8})],
        }
        return self.site.log(workout | more)

    def exercise(self, title: str, *sets: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Write an exercise with its sets."""
        of = self.site.template_named(title)["id"]
        logged = [{"type": "normal", **one} for one in sets]
        return {"exercise_template_id": of, "sets": logged, **more}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        """Ask for one page of what is new."""
        return self.source.changes(self.connection, cursor, TOOLS)

    def poll(self, cursor: Mapping[str, Any]) -> tuple[list[Any], list[str], Mapping[str, Any]]:
        """Ask for all that is new: arrivals, deletions and where it goes on."""
        arrivals, deleted = [], []
        while True:
            page = self.page(json.loads(json.dumps(cursor)))
            arrivals += page.arrivals
            deleted += page.deleted
            cursor = page.cursor
            if not page.more:
                return arrivals, deleted, cursor

    def past(self, span: Span = EVERYTHING) -> list[Any]:
        """Import the past."""
        arrivals: list[Any] = []
        cursor: Mapping[str, Any] = {}
        while True:
            page = self.source.past(self.connection, span, json.loads(json.dumps(cursor)), TOOLS)
            arrivals += page.arrivals
            cursor = page.cursor
            if not page.more:
                return arrivals


@pytest.fixture
def account() -> Iterator[Account]:
    clock = Clock()
    site = HevySite(now=clock)
    with served(site) as url:
        yield Account(site, connected(service, {"api_key": KEY, "base_url": url}), clock)


def only(arrivals: list[Any]) -> Workout:
    (arrival,) = arrivals
    assert isinstance(arrival, Arrival)
    return arrival.workout


def logged(account: Account, *exercises: Mapping[str, Any], **more: Any) -> Workout:
    account.logs(exercises=list(exercises), **more)
    return only(account.past())


def test_a_workout_comes_with_title_times_text_and_its_name_at_hevy(account: Account) -> None:
    name = account.logs(title=" Push day 💪 ", description="Felt good.\n")
    (arrival,) = account.past()
    workout = arrival.workout
    assert (arrival.source_id, workout.external_id, workout.app.name) == (name, name, "Hevy")
    assert (workout.brand, workout.description) == ("Push day 💪", "Felt good.")
    assert (workout.start, workout.elapsed_s, workout.timer_s) == (MORNING, 3000, 3000)
    assert workout.sport.key == "traditional_strength_training"
    assert (workout.zone.name, workout.zone.known_by) == ("Europe/Zurich", ZoneKnownBy.SETTING)


def test_sets_carry_all_that_was_logged_and_no_time_that_was_not(account: Account) -> None:
    bench = account.exercise(
        "Bench Press (Barbell)",
        {"type": "warmup", "weight_kg": 40, "reps": 12},
        {"weight_kg": 82.5, "reps": 8, "rpe": 8.5},
        {"type": "failure", "weight_kg": 82.5, "reps": 6, "rpe": 10},
        {"type": "dropset", "weight_kg": 60, "reps": 9},
        notes="Elbows in.",
    )
    first, second, third, fourth = logged(account, bench).sets
    assert first == ExerciseSet(
        None, None, category="bench_press", exercise="Bench Press (Barbell)", repetitions=12,
        weight_kg=40, role=SetRole.WARM_UP, muscles=("chest", "triceps", "shoulders"),
        note="Elbows in.",
    )  # fmt: skip
    assert (second.weight_kg, second.rpe, second.role) == (82.5, 8.5, SetRole.NORMAL)
    assert (third.role, fourth.role) == (SetRole.FAILURE, SetRole.DROP)
    assert second.note == ""


def test_only_exercises_of_a_superset_are_in_one(account: Account) -> None:
    workout = logged(
        account,
        account.exercise("Pull Up", {"reps": 8}, superset_id=0),
        account.exercise("Push Up", {"reps": 15}, superset_id=0),
        account.exercise("Squat (Barbell)", {"weight_kg": 100, "reps": 5}),
    )
    assert [one.superset for one in workout.sets] == [0, 0, None]


def test_times_and_distances_of_sets_are_read(account: Account) -> None:
    plank, run = logged(
        account,
        account.exercise("Plank", {"duration_seconds": 90}),
        account.exercise("Running", {"distance_meters": 1500, "duration_seconds": 420}),
    ).sets
    assert (plank.start_s, plank.duration_s, plank.repetitions) == (None, 90, None)
    assert (run.distance_m, run.duration_s) == (1500, 420)


def test_what_a_stair_machine_counts_is_read(account: Account) -> None:
    climb = account.exercise("Warm Up", {"custom_metric": 50, "duration_seconds": 600})
    (one,) = logged(account, climb).sets
    assert one.steps == 50


def test_muscles_of_a_custom_exercise_are_known(account: Account) -> None:
    account.site.templates.append(
        template("Jefferson Curl", "weight_reps", "lower_back", "hamstrings", custom=True)
    )
    (one,) = logged(account, account.exercise("Jefferson Curl", {"reps": 5})).sets
    assert one.muscles == ("lower_back", "hamstrings")


def test_an_exercise_that_hevy_does_not_list_has_no_muscles(account: Account) -> None:
    account.logs()
    account.site.templates = []
    (one,) = only(account.past()).sets
    assert (one.exercise, one.muscles) == ("Bench Press (Barbell)", ())


def test_an_exercise_that_cannot_be_read_hides_no_other(account: Account) -> None:
    account.site.templates.insert(0, {"id": 5, "title": None})
    workout = logged(account, account.exercise("Plank", {"duration_seconds": 60}))
    assert workout.sets[0].muscles == ("abdominals",)


def test_exercises_are_asked_for_once_an_hour_not_with_each_page(account: Account) -> None:
    for day in range(25):
        account.logs(days=day)
    account.past()
    asked = [path for _, path in account.site.asked if "exercise_templates" in path]
    assert len(asked) == 1


def test_the_original_document_is_kept(account: Account) -> None:
    name = account.logs(title="Legs")
    (arrival,) = account.past()
    (original,) = arrival.originals
    assert original.name == f"{name}.json"
    assert json.loads(unpacked(original.zstd))["title"] == "Legs"


def test_it_begins_now_by_hevys_clock(account: Account) -> None:
    account.clock.passes(days=-1)
    account.logs()
    account.clock.passes(days=1)
    page = account.page({})
    assert (page.arrivals, page.deleted, page.more) == ((), (), False)
    assert account.poll(page.cursor)[0] == []


def test_what_is_new_comes_once(account: Account) -> None:
    cursor = account.page({}).cursor
    account.clock.passes(minutes=10)
    name = account.logs()
    arrivals, deleted, cursor = account.poll(cursor)
    assert ([one.source_id for one in arrivals], deleted) == ([name], [])
    account.clock.passes(minutes=10)
    assert account.poll(cursor)[:2] == ([], [])


def test_what_is_changed_comes_again(account: Account) -> None:
    cursor = account.page({}).cursor
    account.clock.passes(minutes=10)
    name = account.logs()
    cursor = account.poll(cursor)[2]
    account.clock.passes(minutes=1)
    account.site.edit(name, _rewritten(account, "Pull day"))
    arrivals, _, cursor = account.poll(cursor)
    assert only(arrivals).brand == "Pull day"
    assert account.poll(cursor)[0] == []


def _rewritten(account: Account, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "start_time": MORNING.isoformat(),
        "end_time": (MORNING + timedelta(minutes=40)).isoformat(),
        "exercises": [account.exercise("Pull Up", {"reps": 8})],
    }


def test_what_is_deleted_is_said_once_and_never_comes_again(account: Account) -> None:
    cursor = account.page({}).cursor
    account.clock.passes(minutes=10)
    name, other = account.logs(), account.logs(days=1)
    account.site.delete(name)
    arrivals, deleted, cursor = account.poll(cursor)
    assert ([one.source_id for one in arrivals], deleted) == ([other], [name])
    account.clock.passes(minutes=1)
    assert account.poll(cursor)[:2] == ([], [])


def test_many_events_come_page_by_page_and_none_is_jumped_over(account: Account) -> None:
    cursor = account.page({}).cursor
    names = set()
    for minute in range(25):
        account.clock.passes(minutes=1)
        names.add(account.logs(days=-minute))
    first = account.page(cursor)
    assert (len(first.arrivals), first.more) == (10, True)
    account.clock.passes(minutes=1)
    late = account.logs(days=1)  # moves everything behind it on
    arrivals, _, after = account.poll(first.cursor)
    came = {one.source_id for one in (*first.arrivals, *arrivals) if isinstance(one, Arrival)}
    assert came == names
    assert {one.source_id for one in account.poll(after)[0]} == {late}


def test_a_late_event_is_caught_by_the_overlap(account: Account) -> None:
    cursor = account.page({}).cursor
    account.clock.passes(minutes=10)
    account.logs()
    cursor = account.poll(cursor)[2]
    account.clock.passes(minutes=-3)  # written down by a slower machine of theirs
    late = account.logs(days=1)
    assert [one.source_id for one in account.poll(cursor)[0]] == [late]


def test_a_page_that_fails_is_asked_for_again_with_the_same_cursor(account: Account) -> None:
    cursor = account.page({}).cursor
    account.clock.passes(minutes=10)
    account.logs()
    account.site.faults.script = [Fault.NONE, Fault.BROKEN]  # the events, then the exercises
    with pytest.raises(Transient):
        account.page(cursor)
    assert len(account.page(cursor).arrivals) == 1


def test_the_past_comes_newest_first_and_once(account: Account) -> None:
    names = [account.logs(days=-day) for day in range(23)]
    assert [one.source_id for one in account.past()] == names


def test_a_span_of_the_past_is_read_no_further_than_it_goes(account: Account) -> None:
    account.clock.at = MORNING - timedelta(days=100)
    names = [account.logs(days=-day) for day in range(100)]
    span = Span(MORNING - timedelta(days=14), MORNING - timedelta(days=4))
    assert [one.source_id for one in account.past(span)] == names[5:15]
    listed = [path for _, path in account.site.asked if path.startswith("/v1/workouts?")]
    assert len(listed) == 3


def test_a_workout_deleted_meanwhile_makes_no_other_be_missed(account: Account) -> None:
    names = [account.logs(days=-day) for day in range(23)]
    first = account.source.past(account.connection, EVERYTHING, {}, TOOLS)
    account.site.delete(names[3])
    found, page = [*first.arrivals], first
    while page.more:
        page = account.source.past(account.connection, EVERYTHING, page.cursor, TOOLS)
        found += page.arrivals
    assert {one.source_id for one in found if isinstance(one, Arrival)} == set(names)


def test_an_account_without_workouts_has_no_past(account: Account) -> None:
    assert account.past() == []
    assert account.source.count(account.connection, EVERYTHING) == 0


@pytest.mark.parametrize(("newest", "oldest", "count"), [(0, 40, 40), (5, 15, 10), (39, 40, 1)])
def test_a_span_is_counted_without_reading_it_all(
    account: Account, newest: int, oldest: int, count: int
) -> None:
    for day in range(40):
        account.logs(days=-day)
    instant = timedelta(seconds=1)
    span = Span(
        MORNING - timedelta(days=oldest) + instant, MORNING - timedelta(days=newest) + instant
    )
    assert account.source.count(account.connection, span) == count


def test_the_start_of_a_span_belongs_to_it_and_its_end_does_not(account: Account) -> None:
    account.logs()
    day = timedelta(days=1)
    assert account.source.count(account.connection, Span(MORNING, MORNING + day)) == 1
    assert account.source.count(account.connection, Span(MORNING - day, MORNING)) == 0
    assert len(account.past(Span(MORNING, MORNING + day))) == 1
    assert account.past(Span(MORNING - day, MORNING)) == []


def test_a_workout_that_cannot_be_read_is_set_aside_and_the_rest_comes(account: Account) -> None:
    broken, ended_first, whole = (account.logs(days=-day) for day in range(3))
    del account.site.workouts[broken]["end_time"]
    account.site.workouts[ended_first]["end_time"] = "2020-01-01T00:00:00Z"
    kinds = {one.what if isinstance(one, SetAside) else one.source_id for one in account.past()}
    assert kinds == {f"Hevy workout {broken}", f"Hevy workout {ended_first}", whole}


def test_no_sentence_tells_what_somebody_lifted(account: Account) -> None:
    name = account.logs()
    account.site.workouts[name]["exercises"][0]["sets"][0]["weight_kg"] = "secretly 80"
    (aside,) = account.past()
    assert "secretly" not in aside.why.sentence
    assert "weight_kg" in aside.why.sentence


def test_reading_twice_gives_the_same_content(account: Account) -> None:
    account.logs()
    first, second = only(account.past()), only(account.past())
    assert workout_document.content_hash(first) == workout_document.content_hash(second)


def test_a_kept_workout_still_says_everything(account: Account) -> None:
    workout = logged(
        account,
        account.exercise(
            "Pull Up", {"type": "warmup", "reps": 8, "rpe": 7.5}, superset_id=3, notes="Slow."
        ),
        account.exercise("Running", {"distance_meters": 400}, superset_id=3),
    )
    again = workout_document.decode(workout_document.encode(workout), {})
    assert again.sets == workout.sets


def test_it_can_be_written_as_a_fit_file_with_its_sets_in_order(account: Account) -> None:
    workout = logged(
        account,
        account.exercise("Bench Press (Barbell)", {"reps": 8, "weight_kg": 80}, {"reps": 7}),
        account.exercise("Plank", {"duration_seconds": 60}),
    )
    bench, second, plank = check_fit(encode_activity(example_activity(workout)))["set"]
    assert (bench["category"], bench["weight"], bench.get("duration")) == ("bench_press", 80, None)
    assert bench["start_time"] < second["start_time"] < plank["start_time"]
    assert (plank["category"], plank["duration"]) == ("plank", 60)
