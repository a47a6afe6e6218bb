"""Workouts of Google Health: what they hold, which are new, and what is gone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools, Span
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.errors import NeedsUser, Transient
from fitglue.domain.plugins import Polled
from fitglue.domain.sport import OTHER
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, PauseKind, SwimLocation, Workout
from fitglue.formats.google_health.exercise_types import SPORT_KEYS, is_indoor, sport_of
from fitglue.formats.packing import unpacked
from fitglue.services.google_health import GoogleHealthSettings
from fitglue.services.google_health import plugin as service
from fitglue.sources.google_health import GoogleHealthSource, plugin
from fitglue.testing.services.google_health import (
    ACTIVITY,
    Beat,
    Exercised,
    GoogleHealth,
    GoogleHealthAccount,
    Reply,
    Split,
    trouble,
)

DESCRIPTION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "google" / "health.v4.json"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
START = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda _, __: "Europe/Paris")
SOURCE = GoogleHealthSource(now=lambda: NOW)
FIGURES = {
    "caloriesKcal": 310.0, "distanceMillimeters": 5_040_000.0, "steps": "4812",
    "elevationGainMillimeters": 42_000.0, "averageHeartRateBeatsPerMinute": "151",
    "activeZoneMinutes": "33", "runVo2Max": 48.2,
    "mobilityMetrics": {
        "avgStrideLengthMillimeters": "1050", "avgVerticalOscillationMillimeters": "82",
        "avgGroundContactTimeDuration": "0.245s", "avgCadenceStepsPerMinute": 164.0,
    },
}  # fmt: skip
RUN = Exercised(id="1", start=START, end=START + HALF_AN_HOUR, figures=FIGURES)


def account(google: GoogleHealth, **settings: Any) -> GoogleHealthAccount:
    told = {"client_id": "1", "client_secret": "2", **settings}
    chosen = GoogleHealthSettings.model_validate(told)
    return GoogleHealthAccount(google, judged=service.judged, settings=chosen)


def read(one: Exercised, tools: SourceTools = TOOLS, **known: Any) -> Workout:
    (found,) = past(GoogleHealth(exercises=[one], **known), tools=tools)
    assert isinstance(found, Arrival)
    return found.workout


def past(
    google: GoogleHealth, days: float = 30, tools: SourceTools = TOOLS, **settings: Any
) -> list[Arrival | SetAside]:
    """Give everything of some days before now, page by page."""
    found: list[Arrival | SetAside] = []
    span, cursor, more = Span(NOW - timedelta(days=days), NOW), dict[str, Any](), True
    while more:
        page = SOURCE.past(account(google, **settings), span, cursor, tools)
        found += page.arrivals
        cursor, more = json.loads(json.dumps(page.cursor)), page.more
    return found


class Looking:
    """Somebody who looks again and again, with a cursor that is kept as JSON."""

    def __init__(self, google: GoogleHealth, **settings: Any) -> None:
        self.google, self.settings, self.now = google, settings, NOW
        self.cursor: Mapping[str, Any] = {}
        assert not self.look().arrivals

    def look(self) -> Page:
        source = GoogleHealthSource(now=lambda: self.now)
        arrivals, deleted, more = list[Arrival | SetAside](), list[str](), True
        while more:
            page = source.changes(account(self.google, **self.settings), self.cursor, TOOLS)
            self.cursor, more = json.loads(json.dumps(page.cursor)), page.more
            arrivals += page.arrivals
            deleted += page.deleted
        return Page(arrivals=arrivals, deleted=deleted)

    def ids(self) -> list[str]:
        return [one.source_id for one in self.look().arrivals if isinstance(one, Arrival)]


def test_it_keeps_the_contract_of_polled_sources() -> None:
    assert isinstance(plugin, Polled)
    assert plugin.about.connection == service.about.id


def test_a_run_comes_with_its_figures_and_its_samples() -> None:
    workout = read(RUN)
    assert workout.sport.key == "running"
    assert (workout.start, workout.elapsed_s, workout.timer_s) == (START, 1800, 1800)
    assert (workout.distance_m, workout.active_kcal, workout.ascent_m) == (5040, 310, 42)
    assert workout.avg_hr_bpm == 151
    assert workout.max_hr_bpm == 149
    assert workout.route_points == 1801
    assert workout.indoor is False
    assert len(workout.streams[StreamKind.HEART_RATE]) == 1801
    assert (workout.device.name, workout.app.name) == ("Charge 6", "Fitbit")
    assert workout.external_id == "1"
    assert workout.provenance["distance_m"].how is How.STATED
    assert workout.provenance["route"].how is How.SAMPLED
    assert workout.provenance["moving_s"].how is How.COMPUTED
    assert {one.kind: one.total or one.average for one in workout.statistics} == {
        "StepCount": 4812, "VO2Max": 48.2, "RunningStrideLength": pytest.approx(1.05),
        "RunningVerticalOscillation": pytest.approx(0.082), "RunningGroundContactTime": 0.245,
    }  # fmt: skip
    assert workout.metadata == {"exerciseType": "RUNNING", "activeZoneMinutes": "33"}


def test_the_tcx_is_kept_as_it_came() -> None:
    (found,) = past(GoogleHealth(exercises=[RUN]))
    assert isinstance(found, Arrival)
    (kept,) = found.originals
    assert kept.name == "1.tcx"
    assert unpacked(kept.zstd).startswith(b"<?xml")
    (without,) = past(GoogleHealth(exercises=[RUN]), tools=replace(TOOLS, keep_originals=False))
    assert isinstance(without, Arrival)
    assert not without.originals


def test_samples_stay_at_their_own_instants() -> None:
    late = replace(RUN, start=START + timedelta(seconds=7))
    ours = read(replace(late, tcx=tcx_of(RUN)))
    route = ours.streams[StreamKind.ROUTE]
    assert route.time_s[0] == -1.0  # those before are not of the exercise
    assert route.time_s[-1] == 1793.0


def tcx_of(one: Exercised) -> bytes:
    path = f"v4/users/me/dataTypes/exercise/dataPoints/{one.id}:exportExerciseTcx"
    google = GoogleHealth(exercises=[one])
    return google.answer(path, {"alt": "media"}, account(google).token).body


def test_without_gps_there_are_points_without_a_way() -> None:
    workout = read(replace(RUN, kind="TREADMILL", has_gps=False))
    assert not workout.has_route
    assert workout.indoor is True
    assert len(workout.streams[StreamKind.HEART_RATE]) == 1801


def beats(one: Exercised, every_s: float) -> list[Beat]:
    count = int((one.end - one.start).total_seconds() // every_s) + 1
    return [Beat(one.start + timedelta(seconds=every_s * at), 130) for at in range(count)]


@pytest.mark.parametrize(
    ("tcx_every_s", "beats_every_s", "samples", "asks"),
    [
        (0, 5, 361, 1),  # none in the TCX
        (60, 5, 361, 1),  # fewer
        (60, 120, 31, 1),  # more
        (5, 1, 361, 0),  # all that is needed
        (60, 0, 31, 1),  # none elsewhere
    ],
)
def test_the_heart_rate_is_the_one_that_knows_more(
    tcx_every_s: float, beats_every_s: float, samples: int, asks: int
) -> None:
    one = replace(RUN, beats_every_s=tcx_every_s)
    google = GoogleHealth(beats(one, beats_every_s) if beats_every_s else (), exercises=[one])
    (found,) = past(google)
    assert isinstance(found, Arrival)
    assert len(found.workout.streams[StreamKind.HEART_RATE]) == samples
    assert sum(path.endswith("reconcile") for path in google.paths) == asks


def test_what_was_typed_in_is_asked_for_once() -> None:
    google = GoogleHealth(exercises=[replace(RUN, by_tracker=False, has_gps=False)])
    (found,) = past(google)
    assert isinstance(found, Arrival)
    assert found.workout.user_entered
    assert not found.workout.streams
    assert len(google.paths) == 1


@pytest.mark.parametrize(
    "answer", [trouble(404, "…"), trouble(400, "…"), Reply(200, b"<nothing/>")]
)
def test_a_workout_without_a_tcx_says_what_the_exercise_says(answer: Reply) -> None:
    class WithoutTcx(GoogleHealth):
        def answer(self, path: str, params: Mapping[str, str], token: str) -> Reply:
            return answer if path.endswith("Tcx") else super().answer(path, params, token)

    (found,) = past(WithoutTcx(beats(RUN, 5), exercises=[RUN]))
    assert isinstance(found, Arrival)
    assert found.workout.distance_m == 5040
    assert list(found.workout.streams) == [StreamKind.HEART_RATE]


def test_pauses_are_those_of_the_person_and_of_the_device() -> None:
    events = [
        ("START", 0), ("AUTO_PAUSE", 100), ("AUTO_RESUME", 110), ("PAUSE", 300), ("RESUME", 420),
        ("PAUSE", 1700), ("STOP", 1800),
    ]  # fmt: skip
    told = tuple((kind, START + timedelta(seconds=at)) for kind, at in events)
    workout = read(replace(RUN, events=told, active_s=1570))
    assert [(one.start_s, one.end_s, one.kind) for one in workout.pauses] == [
        (100, 110, PauseKind.MOTION), (300, 420, PauseKind.MANUAL), (1700, 1800, PauseKind.MANUAL),
    ]  # fmt: skip
    assert workout.timer_s == 1580


@pytest.mark.parametrize(("told", "timer_s"), [(1700.5, 1700.5), (None, 1800), (2000, 1800)])
def test_without_pauses_the_timer_is_the_exercises_own(told: float | None, timer_s: float) -> None:
    assert read(replace(RUN, active_s=told)).timer_s == timer_s


def test_a_pause_that_never_ended_ends_with_the_exercise() -> None:
    workout = read(replace(RUN, events=(("PAUSE", START + timedelta(seconds=1200)),)))
    assert [(one.start_s, one.end_s) for one in workout.pauses] == [(1200, 1800)]


def test_laps_that_were_recorded_go_before_splits() -> None:
    middle = START + timedelta(minutes=10)
    figures = {"distanceMillimeters": 1_000_000.0, "averageHeartRateBeatsPerMinute": "140"}
    split = Split(start=START, end=middle, kind="DISTANCE", figures=figures)
    (lap,) = read(replace(RUN, splits=(split,))).laps
    assert (lap.start_s, lap.end_s, lap.timer_s) == (0, 600, 600)
    assert (lap.distance_m, lap.avg_hr_bpm, lap.label) == (1000, 140, "distance")
    pressed = Split(start=middle, end=RUN.end)
    (lap,) = read(replace(RUN, splits=(split,), laps=(pressed,))).laps
    assert (lap.start_s, lap.end_s, lap.label) == (600, 1800, "")


def test_a_swim_knows_its_pool() -> None:
    swim = read(replace(RUN, kind="SWIMMING_POOL", has_gps=False, pool_length_mm=25_000))
    assert (swim.sport.key, swim.pool_length_m) == ("swimming", 25)
    assert swim.swim_location is SwimLocation.POOL
    lake = read(replace(RUN, kind="SWIMMING_OPEN_WATER"))
    assert lake.is_open_water


@pytest.mark.parametrize(
    ("zone", "gps", "here", "name", "known_by"),
    [
        ("Europe/Paris", True, "Europe/Paris", "Europe/Paris", ZoneKnownBy.POSITION),
        ("Europe/Rome", False, None, "Europe/Paris", ZoneKnownBy.SETTING),
        ("America/New_York", False, None, "Etc/GMT+5", ZoneKnownBy.RECORDING),
        ("Asia/Kathmandu", False, None, "Asia/Kathmandu", ZoneKnownBy.RECORDING),
        ("America/New_York", True, "Europe/Paris", "Etc/GMT+5", ZoneKnownBy.RECORDING),
        ("Asia/Tokyo", True, "Nowhere/Land", "Etc/GMT-9", ZoneKnownBy.RECORDING),
    ],
)
def test_the_zone_agrees_with_the_offset(
    zone: str, here: str | None, name: str, known_by: ZoneKnownBy, *, gps: bool
) -> None:
    tools = replace(TOOLS, zone_at=lambda _, __: here)
    found = read(replace(RUN, zone=zone, has_gps=gps), tools).zone
    assert (found.name, found.known_by) == (name, known_by)


def test_only_a_name_that_somebody_gave_is_a_name() -> None:
    assert not read(replace(RUN, name="Course à pied")).brand
    assert read(replace(RUN, kind="OTHER", name="Axe  throwing")).brand == "Axe throwing"
    assert read(replace(RUN, notes=" Windy. ")).description == "Windy."


def test_what_another_app_wrote_says_so() -> None:
    source = {"platform": "HEALTH_CONNECT", "application": {"packageName": "com.example.runs"}}
    workout = read(replace(RUN, source=source))
    assert (workout.app.name, workout.app.bundle_id) == ("com.example.runs", "com.example.runs")


def test_every_type_of_the_description_is_a_sport_or_other_on_purpose() -> None:
    if not DESCRIPTION.is_file():
        pytest.skip(f"the description of the API is not there: {DESCRIPTION}")
    described = json.loads(DESCRIPTION.read_text())["schemas"]["Exercise"]["properties"]
    assert set(described["exerciseType"]["enum"]) == set(SPORT_KEYS)
    assert all(sport_of(name).key == key for name, key in SPORT_KEYS.items())


@pytest.mark.parametrize(
    ("name", "key", "indoor"),
    [
        ("SPINNING", "cycling", True), ("TRAIL_RUN", "running", False),
        ("WALKING", "walking", None),
        ("PADEL", "tennis", None), ("WEEDING", "other", None), ("INVENTED_IN_2031", "other", None),
    ],
)  # fmt: skip
def test_types_are_sports_of_ours(name: str, key: str, *, indoor: bool | None) -> None:
    assert sport_of(name).key == key
    assert is_indoor(name) is indoor
    assert OTHER.key == "other"


def days_before(days: int) -> Exercised:
    start = START - timedelta(days=days)
    return replace(RUN, id=str(days), start=start, end=start + HALF_AN_HOUR, has_gps=False)


def test_the_past_comes_newest_first_and_page_by_page() -> None:
    many = [days_before(day) for day in range(60)]
    google = GoogleHealth(exercises=many)
    found = [one.source_id for one in past(google) if isinstance(one, Arrival)]
    assert found == [str(day) for day in range(30)]
    assert sum(path.endswith("dataPoints") for path in google.paths) == 7  # of five


def test_a_span_is_of_instants_though_google_filters_by_the_wall_clock() -> None:
    google = GoogleHealth(exercises=[RUN], zone="Pacific/Kiritimati")  # fourteen hours ahead
    for start, found in ((START, 1), (START + timedelta(seconds=1), 0)):
        page = SOURCE.past(account(google), Span(start, NOW), {}, TOOLS)
        assert len(page.arrivals) == found
    assert not SOURCE.past(
        account(google), Span(NOW - HALF_AN_HOUR * 99, START), {}, TOOLS
    ).arrivals


def test_counting_is_exact_or_left() -> None:
    google = GoogleHealth(exercises=[replace(RUN, id=str(one)) for one in range(25)])
    span = Span(NOW - timedelta(days=9), NOW)
    assert SOURCE.count(account(google), span) == 25
    assert SOURCE.count(account(google), Span(NOW, NOW)) == 0
    google.exercises.append(replace(RUN, id="one more"))
    assert SOURCE.count(account(google), span) is None


def test_only_what_is_new_from_now_on_arrives_and_once() -> None:
    google = GoogleHealth(exercises=[RUN])
    looking = Looking(google)
    assert not looking.ids()
    google.exercises.append(replace(RUN, id="2"))
    assert looking.ids() == ["2"]
    assert not looking.ids()


def test_a_tracker_that_syncs_days_later_is_not_missed() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    looking.now += timedelta(days=30)
    google.exercises.append(RUN)
    assert looking.ids() == ["1"]


def test_a_change_arrives_under_the_same_name() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    google.exercises.append(RUN)
    assert looking.ids() == ["1"]
    google.exercises[0] = replace(RUN, kind="WALKING", changed=NOW)
    (found,) = looking.look().arrivals
    assert isinstance(found, Arrival)
    assert (found.source_id, found.workout.sport.key) == ("1", "walking")


def test_a_change_of_what_was_there_before_stays_there() -> None:
    google = GoogleHealth(exercises=[RUN])
    looking = Looking(google)
    google.exercises[0] = replace(RUN, changed=NOW)
    assert not looking.ids()


def test_what_was_deleted_is_told_once() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    google.exercises += [RUN, replace(RUN, id="2")]
    looking.look()
    del google.exercises[0]
    assert looking.look().deleted == ["1"]
    assert not looking.look().deleted


def test_what_a_list_lost_under_way_is_not_taken_for_deleted() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    google.exercises.append(RUN)
    looking.look()
    google.next_replies.append(Reply(200, {}))
    assert not looking.look().deleted


def test_growing_old_is_no_deletion_and_is_forgotten() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    google.exercises.append(RUN)
    looking.look()
    looking.now += timedelta(days=50)
    assert not looking.look().deleted
    assert not looking.cursor["known"]


def test_many_pages_of_new_workouts_all_arrive() -> None:
    google = GoogleHealth()
    looking = Looking(google, exercises_a_page=7)
    google.exercises += [replace(RUN, id=str(one), by_tracker=False) for one in range(20)]
    assert sorted(looking.ids(), key=int) == [str(one) for one in range(20)]
    assert not looking.look().deleted


def test_the_same_cursor_gives_the_same_page() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    google.exercises.append(RUN)
    pages = [SOURCE.changes(account(google), looking.cursor, TOOLS) for _ in range(2)]
    ids = [[one.source_id for one in page.arrivals if isinstance(one, Arrival)] for page in pages]
    assert ids == [["1"], ["1"]]
    assert pages[0].cursor == pages[1].cursor


def test_only_trackers_leaves_out_what_was_typed_in() -> None:
    google = GoogleHealth(exercises=[RUN, replace(RUN, id="2", by_tracker=False)])
    assert len(past(google)) == 2
    assert len(past(google, trackers_only=True)) == 1


@pytest.mark.parametrize(
    "point",
    [
        {}, [], "x", {"name": "users/me/dataTypes/exercise/dataPoints/1"},
        {"name": "x/1", "exercise": {"interval": {"startTime": "soon", "endTime": "later"}}},
        {"name": "x/1", "exercise": {"interval": {"startTime": "2026-11-25T17:30:00",
                                                  "endTime": "2026-11-25T18:00:00"}}},
        {"name": "x/1", "exercise": {"interval": {"startTime": "2026-11-25T17:30:00Z",
                                                  "endTime": "2026-11-25T17:30:00Z"}}},
        {"name": "x/", "exercise": {"interval": {"startTime": "2026-11-25T17:30:00Z",
                                                 "endTime": "2026-11-25T18:30:00Z"}}},
    ],
)  # fmt: skip
def test_one_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(point: Any) -> None:
    google = GoogleHealth(next_replies=[Reply(200, {"dataPoints": [point]})])
    (found,) = past(google)
    assert isinstance(found, SetAside)
    assert found.why.sentence.startswith("A workout of Google Health")


def test_one_that_cannot_be_read_is_told_once_when_it_is_new() -> None:
    google = GoogleHealth()
    looking = Looking(google)
    broken = Reply(200, {"dataPoints": [{"name": "x/1"}]})
    for told in (1, 0):
        google.next_replies.append(broken)
        assert len(looking.look().arrivals) == told
    assert not looking.look().deleted
    assert not looking.cursor["known"]


def test_a_page_of_a_proxy_is_no_tcx() -> None:
    class Behind(GoogleHealth):
        def answer(self, path: str, params: Mapping[str, str], token: str) -> Reply:
            page = Reply(200, b"\n<!DOCTYPE html><p>Please stand by")
            return page if path.endswith("Tcx") else super().answer(path, params, token)

    with pytest.raises(Transient):
        past(Behind(exercises=[RUN]))


@dataclass
class Account:
    """Somebody with a tracker, for the promises of every polled source."""

    google: GoogleHealth = field(default_factory=GoogleHealth)

    @property
    def connection(self) -> GoogleHealthAccount:
        return account(self.google, exercises_a_page=3)

    def record(self, start: datetime) -> str:
        name = str(len(self.google.paths) + len(self.google.exercises))
        one = replace(RUN, id=name, start=start, end=start + HALF_AN_HOUR, has_gps=False)
        self.google.exercises.append(one)
        return name

    def forget(self, source_id: str) -> None:
        self.google.exercises = [one for one in self.google.exercises if one.id != source_id]


def test_it_keeps_every_promise_of_polled_sources() -> None:
    promises = pytest.importorskip("fitglue.testing.conformance.polled").POLLED_PROMISES
    for keeps in promises.values():
        keeps(plugin, Account(), TOOLS)


@pytest.mark.parametrize("answer", [[], {"dataPoints": {}}, {"nextPageToken": 7}])
def test_an_answer_that_makes_no_sense_is_asked_for_again(answer: Any) -> None:
    with pytest.raises(Transient):
        past(GoogleHealth(next_replies=[Reply(200, answer)]))


def test_pages_that_lead_back_to_themselves_end() -> None:
    round_about = Reply(200, {"nextPageToken": "again"})
    with pytest.raises(Transient):
        past(GoogleHealth(next_replies=[round_about, round_about]))


def test_errors_of_the_service_are_those_of_the_service() -> None:
    with pytest.raises(NeedsUser):
        past(GoogleHealth(is_revoked=True))
    google = GoogleHealth(exercises=[RUN])
    busy = trouble(429, "Quota exceeded.", retry_after_s=9)
    google.next_replies.append(busy)
    with pytest.raises(Transient) as told:
        past(google)
    assert told.value.retry_after_s == 9


def test_it_asks_for_no_more_than_its_scopes() -> None:
    assert ACTIVITY in service.oauth(account(GoogleHealth()).settings).scopes
