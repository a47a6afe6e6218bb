"""Activities as GPX: what stands where, and what a GPX file cannot be."""

from dataclasses import replace

import numpy as np
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Refused
from fitglue.domain.sport import by_key
from fitglue.domain.streams import Stream, StreamKind, scalar
from fitglue.domain.workout import Leg, Pause
from fitglue.formats.gpx import encode_gpx, read_gpx
from fitglue.testing.examples import example_activity, example_route, example_run, example_workout

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
SECOND = np.arange(61.0)


def test_a_point_has_what_was_known_at_its_second() -> None:
    gpx = encode_gpx(example_activity(example_run(60))).decode()
    point = gpx[gpx.index("<trkpt", gpx.index("07:00:04Z")) :].partition("</trkpt>")[0]
    for text in (
        '<trkpt lat="47.0001349" lon="8.0000000"><ele>400.333</ele>',
        "<time>2026-05-01T07:00:05Z</time>",
        "<gpxtpx:hr>141</gpxtpx:hr><gpxtpx:cad>84</gpxtpx:cad>",
        "<gpxtpx2:speed>3.000</gpxtpx2:speed>",
        "<pwr:PowerInWatts>250</pwr:PowerInWatts>",
        '<power xmlns="urn:fitglue:activity:1">250</power>',
        "<gpxdata:distance>15.000</gpxdata:distance>",
    ):
        assert text in point


def test_title_description_sport_and_device_stand_where_they_belong() -> None:
    activity = replace(
        example_activity(example_run(60)), title="Up & down", description="A <fine>\x0b day"
    )
    gpx = encode_gpx(activity).decode()
    assert gpx.count("<name>Up &amp; down</name><desc>A &lt;fine&gt;  day</desc>") == 2
    assert "<src>Apple Watch (Watch7,2)</src><type>running</type>" in gpx
    assert 'creator="FitGlue"' in gpx


def test_a_speed_that_nobody_measured_is_left_to_the_reader() -> None:
    workout = example_workout(elapsed_s=60.0, streams={StreamKind.ROUTE: example_route(SECOND)})
    assert "speed" not in encode_gpx(example_activity(workout)).decode().partition("<metadata>")[2]


def test_course_is_written_where_gps_measured_it() -> None:
    route = example_route(SECOND, course_deg=np.full(61, 359.995))
    workout = example_workout(elapsed_s=60.0, streams={StreamKind.ROUTE: route})
    assert (
        "<gpxtpx2:course>360.00</gpxtpx2:course>" in encode_gpx(example_activity(workout)).decode()
    )


def test_a_pause_begins_a_new_segment() -> None:
    gpx = encode_gpx(example_activity(example_run(60, pauses=(Pause(20.0, 40.0),)))).decode()
    first, second = gpx.split("<trkseg>")[1:]
    assert first.count("<trkpt") == second.count("<trkpt") == 21
    assert "07:00:20Z" in first
    assert "07:00:40Z" in second


def test_every_leg_is_a_track_of_its_sport() -> None:
    legs = (Leg(0.0, 30.0, by_key("cycling"), 90.0), Leg(30.0, 60.0, by_key("running"), 90.0))
    workout = replace(example_run(60), sport=by_key("swim_bike_run"), legs=legs)
    gpx = encode_gpx(example_activity(workout))
    assert [part.partition("</type>")[0] for part in gpx.decode().split("<type>")[1:]] == [
        "cycling",
        "running",
    ]
    (back,) = read_gpx(gpx, "a.gpx", TOOLS).workouts
    assert back.sport.key == "swim_bike_run"
    assert back.legs == legs


def test_what_the_fields_cannot_hold_is_not_written() -> None:
    streams = {
        StreamKind.ROUTE: example_route(SECOND),
        StreamKind.HEART_RATE: scalar(StreamKind.HEART_RATE, SECOND, np.full(61, 300.0)),
        StreamKind.POWER: scalar(StreamKind.POWER, SECOND, np.full(61, 70_000.0)),
        StreamKind.CADENCE: scalar(StreamKind.CADENCE, SECOND, np.full(61, 255.0)),
    }
    gpx = encode_gpx(example_activity(example_workout(elapsed_s=60.0, streams=streams))).decode()
    assert "TrackPointExtension>" not in gpx
    assert "PowerInWatts>" not in gpx


@pytest.mark.parametrize("streams", [{}, {StreamKind.ROUTE: example_route(np.zeros(1))}])
def test_an_activity_without_a_route_is_refused_with_a_choice(
    streams: dict[StreamKind, Stream],
) -> None:
    with pytest.raises(Refused, match="no route") as refused:
        encode_gpx(example_activity(example_workout(streams=streams)))
    assert "FIT" in refused.value.next_step


def test_the_same_activity_gives_the_same_bytes() -> None:
    assert encode_gpx(example_activity(example_run(60))) == encode_gpx(
        example_activity(example_run(60))
    )
