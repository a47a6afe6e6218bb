"""TCX files become workouts with their laps, legs and pauses, and say what they are not."""

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import LapKind, Pause, Workout
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.tcx import read_tcx
from fitglue.testing.recorded_xml import clock, tcx_activity, tcx_file, tcx_lap, tcx_point

TOOLS = SourceTools(default_zone="Asia/Tokyo", zone_at=lambda _lat, _lon: "Europe/Zurich")
CREATOR = (
    '<Creator xsi:type="Device_t"><Name>Garmin Forerunner 945</Name><UnitId>1</UnitId><ProductID>'
    "3113</ProductID><Version><VersionMajor>6</VersionMajor><VersionMinor>50</VersionMinor>"
    "<BuildMajor>0</BuildMajor><BuildMinor>0</BuildMinor></Version></Creator>"
)


def points(start: int, end: int, inside: str = "") -> list[str]:
    return [tcx_point(second, inside) for second in range(start, end)]


RUN = tcx_activity(tcx_lap(0, 60, points(0, 61)))


def read(content: bytes) -> FileWorkouts:
    return read_tcx(content, "a.tcx", TOOLS)


def only(content: bytes) -> Workout:
    (workout,) = read(content).workouts
    return workout


def test_an_activity_is_a_workout_with_its_totals() -> None:
    workout = only(tcx_file(RUN))
    assert (workout.sport.key, workout.elapsed_s, workout.timer_s) == ("running", 60.0, 60.0)
    assert workout.start.isoformat() == "2026-05-01T07:00:00+00:00"
    assert (workout.distance_m, workout.active_kcal) == (180.0, 10.0)
    assert workout.laps == ()
    assert workout.zone.name == "Europe/Zurich"


@pytest.mark.parametrize(
    ("sport", "key"),
    [("Running", "running"), ("Biking", "cycling"), ("Other", "other"), ("Hiking", "hiking"),
     ("Swimming", "swimming"), ("Walking", "walking")],
)  # fmt: skip
def test_the_sport_is_what_the_file_names(sport: str, key: str) -> None:
    assert only(tcx_file(tcx_activity(tcx_lap(0, 9, points(0, 10)), sport=sport))).sport.key == key


def test_points_bring_heart_rate_cadence_speed_and_watts() -> None:
    inside = (
        "<HeartRateBpm><Value>140</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.1"
        "</ns3:Speed><ns3:RunCadence>85</ns3:RunCadence><ns3:Watts>250</ns3:Watts></ns3:TPX>"
        "</Extensions>"
    )
    workout = only(tcx_file(tcx_activity(tcx_lap(0, 9, points(0, 10, inside)))))
    streams = workout.streams
    assert streams[StreamKind.HEART_RATE].values.tolist() == [140] * 10
    assert streams[StreamKind.CADENCE].values.tolist() == [85] * 10
    assert streams[StreamKind.POWER].values.tolist() == [250] * 10
    assert streams[StreamKind.ROUTE]["speed_m_per_s"].tolist() == [3.1] * 10
    assert workout.avg_hr_bpm == 140


def test_pedals_have_their_cadence_in_the_point_itself() -> None:
    lap = tcx_lap(0, 9, points(0, 10, "<Cadence>90</Cadence>"))
    streams = only(tcx_file(tcx_activity(lap, sport="Biking"))).streams
    assert streams[StreamKind.CADENCE].values.tolist() == [90] * 10


def test_indoors_speed_is_a_stream_of_its_own() -> None:
    point = (
        "<Trackpoint><Time>{}</Time><DistanceMeters>{}</DistanceMeters><Extensions><TPX>"
        "<Speed>3</Speed></TPX></Extensions></Trackpoint>"
    )
    track = [point.format(clock(second), 3 * second) for second in range(31)]
    workout = only(tcx_file(tcx_activity(tcx_lap(0, 30, track))))
    assert workout.streams[StreamKind.SPEED].values.tolist() == [3] * 31
    assert StreamKind.ROUTE not in workout.streams
    assert workout.distance_m == 90
    assert workout.zone.name == "Asia/Tokyo"


def test_laps_have_their_own_figures() -> None:
    said = (
        "<AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm><MaximumHeartRateBpm>"
        "<Value>150</Value></MaximumHeartRateBpm>"
    )
    laps = (tcx_lap(0, 30, points(0, 30), said=said), tcx_lap(30, 60, points(30, 91)))
    first, second = only(tcx_file(tcx_activity(*laps))).laps
    assert (first.start_s, first.end_s, first.timer_s) == (0.0, 30.0, 30.0)
    assert (first.distance_m, first.active_kcal) == (90.0, 5.0)
    assert (first.avg_hr_bpm, first.max_hr_bpm, first.kind) == (140.0, 150.0, LapKind.MANUAL)
    assert (second.start_s, second.end_s, second.avg_hr_bpm) == (30.0, 90.0, None)


def test_a_gap_between_the_tracks_of_a_lap_is_a_pause() -> None:
    workout = only(tcx_file(tcx_activity(tcx_lap(0, 60, points(0, 31), points(90, 121)))))
    assert workout.pauses == (Pause(30.0, 90.0),)
    assert (workout.elapsed_s, workout.timer_s) == (120.0, 60.0)


def test_a_new_track_for_a_new_lap_is_no_pause() -> None:
    sparse = [tcx_point(second) for second in range(35, 91, 7)]
    laps = (tcx_lap(0, 30, points(0, 26)), tcx_lap(30, 61, sparse))
    workout = only(tcx_file(tcx_activity(*laps)))
    assert workout.pauses == ()
    assert workout.timer_s == 91.0


def test_a_timer_that_stood_between_two_laps_is_a_pause() -> None:
    laps = (tcx_lap(0, 30, points(0, 31)), tcx_lap(90, 30, points(90, 121)))
    workout = only(tcx_file(tcx_activity(*laps)))
    assert workout.pauses == (Pause(30.0, 90.0),)
    assert workout.timer_s == 60.0


def test_a_distance_that_begins_anew_in_every_lap_goes_on() -> None:
    again = [tcx_point(second, metres=3.0 * (second - 30)) for second in range(31, 61)]
    laps = (tcx_lap(0, 30, points(0, 31)), tcx_lap(30, 30, again))
    stream = only(tcx_file(tcx_activity(*laps))).streams[StreamKind.DISTANCE]
    assert stream.values.sum() == pytest.approx(180.0)


def session(*activities: str, transition: str = "") -> str:
    first, *others = activities
    inside = "".join(f"<NextSport>{transition}{one}</NextSport>" for one in others)
    return (
        f"<MultiSportSession><Id>{clock(0)}</Id><FirstSport>{first}</FirstSport>{inside}"
        "<Notes>Sprint\nSecond at the lake</Notes></MultiSportSession>"
    )


def test_a_multi_sport_session_is_one_workout_with_legs() -> None:
    swim = tcx_activity(tcx_lap(0, 60, points(0, 60)), sport="Swimming")
    ride = tcx_activity(tcx_lap(80, 100, points(80, 180)), sport="Biking", start=80)
    change = tcx_lap(60, 20, points(60, 80)).replace("Lap", "Transition")
    found = read(tcx_file(session(swim, ride, transition=change)))
    (workout,) = found.workouts
    legs = [(leg.sport.key, leg.start_s, leg.end_s, leg.distance_m) for leg in workout.legs]
    assert legs == [
        ("swimming", 0.0, 60.0, 180.0), ("transition", 60.0, 80.0, 60.0),
        ("cycling", 80.0, 180.0, 300.0),
    ]  # fmt: skip
    assert (workout.sport.key, workout.distance_m, workout.pauses) == ("swim_bike_run", 540.0, ())
    assert found.titles == ("Sprint",)


def test_several_activities_are_several_workouts() -> None:
    later = tcx_activity(tcx_lap(7_200, 9, points(7_200, 7_210)), start=7_200)
    found = read(tcx_file(RUN, later))
    assert [workout.start.hour for workout in found.workouts] == [7, 9]
    assert len(set(found.source_ids)) == 2


def test_the_creator_is_the_device_with_its_version() -> None:
    device = only(tcx_file(tcx_activity(tcx_lap(0, 9, points(0, 10)), said=CREATOR))).device
    assert (device.name, device.manufacturer) == ("Garmin Forerunner 945", "Garmin")
    assert device.software == "6.50"


def test_the_author_is_the_app() -> None:
    author = "</Activities><Author><Name>Connect Api</Name></Author><Activities>"
    assert only(tcx_file(RUN, author)).app.name == "Connect Api"


def test_the_first_line_of_the_notes_is_the_title() -> None:
    notes = "<Notes>  Round the\tlake \n\nCold &amp; wet</Notes>"
    found = read(tcx_file(tcx_activity(tcx_lap(0, 9, points(0, 10)), said=notes)))
    assert found.titles == ("Round the lake",)
    assert read(tcx_file(RUN)).titles == ("",)


def test_a_lap_without_points_is_a_workout_of_its_time() -> None:
    workout = only(tcx_file(tcx_activity(tcx_lap(0, 1_800), sport="Other")))
    assert (workout.elapsed_s, workout.timer_s, workout.distance_m) == (1_800.0, 1_800.0, 5_400.0)
    assert not workout.streams


def test_a_lap_without_a_start_begins_with_its_points() -> None:
    lap = tcx_lap(0, 9, points(5, 15)).replace(clock(0), "soon", 1)
    assert only(tcx_file(tcx_activity(lap))).start.second == 5


def test_a_lap_of_a_wrong_year_does_not_make_the_workout_longer() -> None:
    lap = tcx_lap(0, 9, points(0, 10)).replace("2026-05-01", "1989-12-31", 1)
    assert only(tcx_file(tcx_activity(lap))).elapsed_s == 9.0


def test_points_of_a_wrong_year_are_left_out_with_a_word() -> None:
    wrong = tcx_point(0).replace("2026-05-01", "1999-12-31")
    found = read(tcx_file(tcx_activity(tcx_lap(0, 9, [wrong, *points(1, 10)]))))
    assert found.workouts[0].elapsed_s == 9.0
    assert "left out" in found.warnings[0]


def test_a_truncated_file_gives_what_it_had() -> None:
    whole = tcx_file(RUN)
    found = read(whole[: whole.index(clock(30).encode())])
    assert len(found.workouts[0].streams[StreamKind.ROUTE]) == 30
    assert "cut short" in found.warnings[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<?xml", b"          <?xml"), (b"</Id>", b"</Id><Notes>a & b</Notes>"),
     (b"</Id>", b"</Id><Notes>\x02</Notes>"), (b'encoding="UTF-8"', b'encoding="utf-16"')],
)  # fmt: skip
def test_what_is_broken_in_a_common_way_is_mended_without_a_word(old: bytes, new: bytes) -> None:
    found = read(tcx_file(RUN).replace(old, new, 1))
    assert len(found.workouts[0].streams[StreamKind.ROUTE]) == 61
    assert found.warnings == ()


def test_any_prefix_will_do() -> None:
    plain = tcx_file(RUN).decode()
    prefixed = plain.replace("</", "\0").replace("<", "<t:").replace("\0", "</t:")
    prefixed = prefixed.replace("<t:?xml", "<?xml").replace(" xmlns=", " xmlns:t=")
    assert len(only(prefixed.encode()).streams[StreamKind.ROUTE]) == 61


def test_a_course_is_refused_and_says_what_to_do() -> None:
    course = "</Activities><Courses><Course><Name>A</Name></Course></Courses><Activities>"
    with pytest.raises(NotAWorkout, match="plan to follow") as refused:
        read(tcx_file(course))
    assert "Export the recorded activity" in refused.value.next_step


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(NotAWorkout, match="no activity"):
        read(tcx_file())
    with pytest.raises(Damaged, match="cut short"):
        read(tcx_file()[:-4])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<gpx/>", b"\xff" * 99])
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkout, match="not a TCX file"):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><TrainingCenterDatabase/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><TrainingCenterDatabase/>',
        "<TrainingCenterDatabase>" + "<Lap>" * 1_000,
    ],
)
def test_a_bomb_is_refused_at_once(content: str) -> None:
    with pytest.raises(Hostile):
        read(content.encode())


def test_endless_laps_are_too_much() -> None:
    with pytest.raises(TooBig):
        read(b"<TrainingCenterDatabase><Activity>" + b"<Lap></Lap>" * 40_000)


def test_the_same_activity_has_the_same_id_in_any_file() -> None:
    other = tcx_file(RUN.replace("<Trackpoint>", "\n  <Trackpoint>"))
    assert read(other).source_ids == read(tcx_file(RUN)).source_ids
    assert (
        read(tcx_file(tcx_activity(tcx_lap(0, 9, points(0, 10))))).source_ids
        != read(other).source_ids
    )


def test_a_lap_before_1970_is_no_workout() -> None:
    lap = tcx_lap(0, 60, []).replace(clock(0), "1960-01-01T00:00:00Z")
    with pytest.raises(NotAWorkout):
        read(tcx_file(tcx_activity(lap)))


def test_a_session_of_several_sports_without_a_lap_is_one_workout_without_legs() -> None:
    swim = tcx_activity(tcx_lap(0, 60, points(0, 60)), sport="Swimming")
    ride = tcx_activity(tcx_lap(80, 100, points(80, 180)), sport="Biking", start=80)
    damaged = session(swim, ride).replace("Lap", "Lip")
    assert only(tcx_file(damaged)).legs == ()
