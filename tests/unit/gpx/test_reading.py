"""GPX files of every dialect become workouts, and say what they are not."""

import codecs

import numpy as np
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Pause, Workout
from fitglue.formats import recorded_xml
from fitglue.formats.gpx import read_gpx
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.testing.recorded_xml import GPX_1_0, gpx_file, gpx_point, gpx_track

TOOLS = SourceTools(default_zone="Asia/Tokyo", zone_at=lambda _lat, _lon: "Europe/Zurich")
RUN = gpx_track([gpx_point(second) for second in range(60)])


def read(content: bytes) -> FileWorkouts:
    return read_gpx(content, "a.gpx", TOOLS)


def only(content: bytes) -> Workout:
    (workout,) = read(content).workouts
    return workout


def test_a_track_is_a_workout_with_what_its_points_tell() -> None:
    workout = only(gpx_file(RUN))
    assert (workout.sport.key, workout.elapsed_s, workout.timer_s) == ("running", 59.0, 59.0)
    assert workout.start.isoformat() == "2026-05-01T07:00:00+00:00"
    assert workout.distance_m == pytest.approx(177.0, rel=1e-4)
    assert (workout.ascent_m, workout.moving_s) == (0.0, 59.0)
    assert (workout.zone.name, workout.zone.known_by) == ("Europe/Zurich", ZoneKnownBy.POSITION)
    assert workout.app.name == "A Device"


@pytest.mark.parametrize(
    "extension",
    [
        (
            "<gpxtpx:TrackPointExtension><gpxtpx:atemp>21.5</gpxtpx:atemp><gpxtpx:hr>140</gpxtpx:hr>"
            "<gpxtpx:cad>85</gpxtpx:cad></gpxtpx:TrackPointExtension><power>250</power>"
        ),
        (
            "<ns3:TrackPointExtension><ns3:atemp>21.5</ns3:atemp><ns3:hr>140</ns3:hr><ns3:cad>85"
            "</ns3:cad></ns3:TrackPointExtension><pwr:PowerInWatts>250</pwr:PowerInWatts>"
        ),
        (
            "<gpxdata:hr>140</gpxdata:hr><gpxdata:cadence>85</gpxdata:cadence><gpxdata:temp>21.5"
            "</gpxdata:temp><power>250</power>"
        ),
        "<heartrate>140</heartrate><cadence>85</cadence><temp>21.5</temp><power>250</power>",
        "<hr> 140 </hr>\n<cad>85</cad><temperature>21,5</temperature><watts>250.0</watts>",
    ],
)
def test_heart_rate_cadence_power_and_temperature_are_read_in_every_dialect(extension: str) -> None:
    inside = f"<extensions>{extension}</extensions>"
    workout = only(gpx_file(gpx_track([gpx_point(second, inside) for second in range(9)])))
    for kind, value in (
        (StreamKind.HEART_RATE, 140),
        (StreamKind.CADENCE, 85),
        (StreamKind.POWER, 250),
        (StreamKind.AIR_TEMPERATURE, 21.5),
    ):
        assert workout.streams[kind].values.tolist() == [value] * 9
    assert (workout.avg_hr_bpm, workout.max_hr_bpm) == (140, 140)


def test_garmins_second_extension_brings_speed_course_depth_and_water() -> None:
    inside = (
        "<extensions><x:TrackPointExtension><x:wtemp>18</x:wtemp><x:depth>1.5</x:depth><x:speed>3"
        "</x:speed><x:course>90</x:course></x:TrackPointExtension></extensions>"
    )
    streams = only(gpx_file(gpx_track([gpx_point(0, inside), gpx_point(1, inside)]))).streams
    assert streams[StreamKind.ROUTE]["speed_m_per_s"].tolist() == [3, 3]
    assert streams[StreamKind.ROUTE]["course_deg"].tolist() == [90, 90]
    assert streams[StreamKind.WATER_TEMPERATURE].values.tolist() == [18, 18]
    assert streams[StreamKind.UNDERWATER_DEPTH].values.tolist() == [1.5, 1.5]


def test_gpx_1_0_has_speed_and_course_in_the_point_itself() -> None:
    track = gpx_track(
        [gpx_point(second, "<course>90</course><speed>3</speed>") for second in (0, 1)]
    )
    workout = only(gpx_file(track, head=GPX_1_0))
    assert workout.streams[StreamKind.ROUTE]["speed_m_per_s"].tolist() == [3, 3]


def test_the_distance_of_cluetrust_is_the_workouts() -> None:
    def point(second: int) -> str:
        far = f"<extensions><gpxdata:distance>{4 * second}</gpxdata:distance></extensions>"
        return gpx_point(second, far)

    workout = only(gpx_file(gpx_track(map(point, range(30)))))
    assert workout.distance_m == pytest.approx(116.0)


@pytest.mark.parametrize(
    ("said", "sport"),
    [
        ("9", "running"), ("1", "cycling"), ("4", "hiking"), ("10", "walking"),
        ("running", "running"), ("Ride", "cycling"), ("trail_running", "running"),
        ("gravel_cycling", "cycling"), ("TrailRun", "running"), ("E-Bike Ride", "cycling"),
        ("nordic_skiing", "cross_country_skiing"), ("Stand Up Paddling", "paddle_sports"),
    ],
)  # fmt: skip
def test_the_type_of_a_track_is_its_sport(said: str, sport: str) -> None:
    points = [gpx_point(second) for second in range(9)]
    assert only(gpx_file(gpx_track(points, said=f"<type>{said}</type>"))).sport.key == sport


def test_without_a_type_the_speed_suggests_the_sport_and_a_note_says_so() -> None:
    workout = only(gpx_file(gpx_track([gpx_point(second) for second in range(60)], said="")))
    assert workout.sport.key == "running"
    assert [note.code for note in workout.notes] == ["sport-guessed"]


def test_steps_are_halved_to_strides() -> None:
    inside = "<extensions><cad>170</cad></extensions>"
    workout = only(gpx_file(gpx_track([gpx_point(second, inside) for second in range(9)])))
    assert workout.streams[StreamKind.CADENCE].values.tolist() == [85] * 9


def test_what_no_sensor_can_mean_is_missing() -> None:
    inside = "<extensions><hr>{hr}</hr><power>{power}</power><cad>255</cad></extensions>"
    points = [gpx_point(i, inside.format(hr=hr, power=p)) for i, (hr, p) in enumerate(
        [(0, 0), (255, 65_535), (140, 200)])]  # fmt: skip
    streams = only(gpx_file(gpx_track(points))).streams
    assert streams[StreamKind.HEART_RATE].values.tolist() == [140]
    assert streams[StreamKind.POWER].values.tolist() == [0, 200]
    assert StreamKind.CADENCE not in streams


def test_a_gap_between_segments_is_a_pause() -> None:
    first, second = map(gpx_point, range(30)), map(gpx_point, range(90, 120))
    workout = only(gpx_file(gpx_track(first, second)))
    assert workout.pauses == (Pause(29.0, 90.0),)
    assert (workout.elapsed_s, workout.timer_s) == (119.0, 58.0)
    assert workout.distance_m == pytest.approx(174.0, rel=1e-3)


def test_segments_that_go_on_at_once_are_no_pause() -> None:
    workout = only(gpx_file(gpx_track(map(gpx_point, range(30)), map(gpx_point, range(30, 60)))))
    assert workout.pauses == ()


def test_a_track_that_follows_within_ten_minutes_goes_on_with_the_workout() -> None:
    later = gpx_track([gpx_point(second) for second in range(300, 330)])
    workout = only(gpx_file(RUN, later))
    assert workout.pauses == (Pause(59.0, 300.0),)


def test_a_track_that_follows_later_is_another_workout() -> None:
    later = gpx_track([gpx_point(second) for second in range(3_600, 3_660)])
    found = read(gpx_file(later, RUN))
    assert [workout.start.hour for workout in found.workouts] == [7, 8]
    assert len(set(found.source_ids)) == 2


def test_tracks_of_several_sports_that_follow_are_legs_of_one_workout() -> None:
    ride = gpx_track([gpx_point(second) for second in range(61, 120)], said="<type>1</type>")
    workout = only(gpx_file(RUN, ride))
    assert workout.sport.key == "swim_bike_run"
    legs = [(leg.sport.key, leg.start_s, leg.end_s) for leg in workout.legs]
    assert legs == [("running", 0.0, 61.0), ("cycling", 61.0, 119.0)]


def test_a_track_that_ran_on_for_days_is_several_workouts() -> None:
    points = [gpx_point(second) for second in (0, 1, 2, 200_000, 200_001)]
    assert [
        len(w.streams[StreamKind.ROUTE]) for w in read(gpx_file(gpx_track(points))).workouts
    ] == [3, 2]


def test_a_point_of_a_wrong_year_is_left_out_with_a_word() -> None:
    points = [gpx_point(0, time="2006-01-01T00:00:00Z"), *map(gpx_point, range(1, 9))]
    found = read(gpx_file(gpx_track(points)))
    assert found.workouts[0].elapsed_s == 7
    assert "left out" in found.warnings[0]


def test_points_out_of_order_are_sorted() -> None:
    points = [gpx_point(second) for second in (3, 1, 2, 0)]
    route = only(gpx_file(gpx_track(points))).streams[StreamKind.ROUTE]
    assert route.time_s.tolist() == [0, 1, 2, 3]


def test_a_route_to_follow_is_refused_and_says_what_to_do() -> None:
    timeless = gpx_track([gpx_point(second, time="") for second in range(9)])
    with pytest.raises(NotAWorkout, match="no times") as refused:
        read(gpx_file(timeless))
    assert "Export the recorded activity" in refused.value.next_step
    with pytest.raises(NotAWorkout, match="no times"):
        read(gpx_file('<rte><rtept lat="1" lon="2"/><rtept lat="1" lon="3"/></rte>'))


def test_a_route_with_times_was_recorded_all_the_same() -> None:
    points = "".join(gpx_point(second).replace("trkpt", "rtept") for second in range(9))
    assert only(gpx_file(f"<rte>{points}</rte>")).elapsed_s == 8


def test_one_point_is_no_way() -> None:
    with pytest.raises(Damaged, match="No two points"):
        read(gpx_file(gpx_track([gpx_point(0)])))


def test_a_file_without_points_is_refused() -> None:
    with pytest.raises(NotAWorkout, match="no track points"):
        read(gpx_file('<wpt lat="1" lon="2"><time>2026-05-01T07:00:00Z</time></wpt>'))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<kml/>", b"\xff" * 99, b"<html><trk/></html>"]
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkout, match="not a GPX file"):
        read(content)


def test_a_truncated_file_gives_what_it_had() -> None:
    whole = gpx_file(RUN)
    found = read(whole[: whole.index(b'lat="47.0008094"') + 40])
    assert len(found.workouts[0].streams[StreamKind.ROUTE]) == 30
    assert "cut short" in found.warnings[0]


def test_a_file_cut_before_its_points_is_damaged() -> None:
    with pytest.raises(Damaged, match="cut short"):
        read(gpx_file(RUN).partition(b"<trkpt")[0])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<type>", b"<name>Tom & Jerry</name><type>"),
        (b"<type>", b"<name>a\x0bb</name><type>"),
        (b"<type>", b"<name>caf\xe9</name><type>"),
        (b"<?xml", b"\n  <?xml"),
        (b'encoding="UTF-8"', b'encoding="UTF-16"'),
        (b'encoding="UTF-8"', b'encoding="no-such-thing"'),
        (b'encoding="UTF-8"', b'encoding="rot13"'),
    ],
)
def test_what_is_broken_in_a_common_way_is_mended_without_a_word(old: bytes, new: bytes) -> None:
    found = read(gpx_file(RUN).replace(old, new, 1))
    assert len(found.workouts[0].streams[StreamKind.ROUTE]) == 60
    assert found.warnings == ()


@pytest.mark.parametrize(
    "name", ["utf-16", "utf-32", "iso-8859-1", "windows-1252", "shift_jis", "utf-8-sig"]
)
def test_every_declared_encoding_is_read(name: str) -> None:
    text = gpx_file(RUN, said="<metadata><name>Zürich</name></metadata>").decode()
    if name == "shift_jis":
        text = text.replace("Zürich", "東京")
    declared = text.replace('encoding="UTF-8"', f'encoding="{name.removesuffix("-sig")}"')
    assert read(declared.encode(name)).titles in (("Zürich",), ("東京",))


def test_utf_16_without_a_mark_is_read() -> None:
    text = gpx_file(RUN).decode().replace("UTF-8", "UTF-16")
    assert len(read(text.encode("utf-16-be")).workouts) == 1
    assert len(read(codecs.BOM_UTF8 + gpx_file(RUN)).workouts) == 1


def test_any_prefix_will_do() -> None:
    plain = gpx_file(RUN).decode()
    prefixed = plain.replace("</", "\0").replace("<", "<g:").replace("\0", "</g:")
    prefixed = prefixed.replace("<g:?xml", "<?xml").replace("xmlns=", "xmlns:g=")
    assert len(only(prefixed.encode()).streams[StreamKind.ROUTE]) == 60


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {chr(98 + i)}{i} "&b;&b;&b;&b;&b;&b;">' for i in range(9))
    + "]><gpx><trk><name>&b;</name></trk></gpx>"
)


@pytest.mark.parametrize(
    "content",
    [
        BILLION,
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/a.dtd"><gpx/>',
        '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx><name>&a;</name></gpx>',
        "<gpx>" + "<trk>" * 1_000,
    ],
)
def test_a_bomb_is_refused_at_once(content: str) -> None:
    with pytest.raises(Hostile):
        read(content.encode())


def test_endless_tracks_are_too_much() -> None:
    with pytest.raises(TooBig):
        read(b"<gpx>" + b"<trk></trk>" * 20_000 + b"</gpx>")


def test_a_file_over_the_limit_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_xml, "LARGEST", 100)
    with pytest.raises(TooBig):
        read(gpx_file(RUN))


def test_times_over_more_than_a_month_are_no_workout() -> None:
    days = [f"2026-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00Z" for day in range(80)]
    with pytest.raises(Damaged, match="days"):
        read(gpx_file(gpx_track([gpx_point(i, time=day) for i, day in enumerate(days)])))


def test_the_name_of_the_file_or_of_its_track_is_the_title() -> None:
    named = gpx_track(
        [gpx_point(second) for second in range(9)], said="<name>Round\n the lake</name>"
    )
    assert read(gpx_file(named)).titles == ("Round the lake",)
    assert read(gpx_file(RUN, said="<metadata><name>Lake</name></metadata>")).titles == ("Lake",)
    assert read(gpx_file(RUN, said="<metadata><name>Untitled</name></metadata>")).titles == ("",)
    assert read(gpx_file(RUN)).titles == ("",)


def test_the_same_points_have_the_same_id_in_any_file() -> None:
    other = gpx_file(RUN.replace("\n", "\n  "), creator="Other", said="<metadata/>")
    assert read(other).source_ids == read(gpx_file(RUN)).source_ids
    longer = gpx_track([gpx_point(second) for second in range(61)])
    assert read(gpx_file(longer)).source_ids != read(gpx_file(RUN)).source_ids


def test_a_route_of_apple_says_where_the_heart_rate_is() -> None:
    found = read(gpx_file(RUN, creator="Apple Health Export"))
    assert "Export All Health Data" in found.warnings[0]
    assert found.workouts[0].app.name == "Apple Health"


def test_a_device_of_garmin_signs_as_the_creator() -> None:
    device = only(gpx_file(RUN, creator="Garmin Edge 530")).device
    assert (device.name, device.manufacturer) == ("Garmin Edge 530", "Garmin")
    assert only(gpx_file(RUN, creator="Garmin Connect")).device.name == ""


def test_over_the_date_line_the_way_is_short() -> None:
    points = [
        gpx_point(second).replace('lon="8.0000000"', f'lon="{-179.9999 if second else 179.9999}"')
        for second in range(2)
    ]
    workout = only(gpx_file(gpx_track(points)))
    assert workout.distance_m is not None
    assert workout.distance_m < 20


def test_nowhere_is_no_position() -> None:
    nowhere = '<trkpt lat="0" lon="0"><time>2026-05-01T07:00:03Z</time></trkpt>'
    points = [gpx_point(1), gpx_point(2), nowhere, gpx_point(4)]
    route = only(gpx_file(gpx_track(points))).streams[StreamKind.ROUTE]
    assert np.isfinite(route["latitude_deg"]).all()
    assert len(route) == 3
