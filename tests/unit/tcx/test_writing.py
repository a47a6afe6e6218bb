"""Activities as TCX: laps, tracks and totals where Garmin's schema has them."""

from dataclasses import replace

import numpy as np
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.sport import by_key
from fitglue.domain.streams import StreamKind, scalar
from fitglue.domain.workout import Lap, LapKind, Leg, Pause, Workout
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing.examples import example_activity, example_run, example_workout

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)


def written(workout: Workout) -> str:
    return encode_tcx(example_activity(workout)).decode()


def test_a_run_is_one_lap_with_the_totals_of_the_workout() -> None:
    tcx = written(
        example_run(60, active_kcal=30.4, basal_kcal=5.0, avg_hr_bpm=141.0, max_hr_bpm=152.0)
    )
    assert '<Activity Sport="Running">\n<Id>2026-05-01T07:00:00Z</Id>' in tcx
    assert tcx.count("<Lap ") == tcx.count("<Track>") == 1
    for text in (
        "<TotalTimeSeconds>60.000</TotalTimeSeconds>\n<DistanceMeters>180.000</DistanceMeters>",
        "<Calories>35</Calories>",
        "<AverageHeartRateBpm><Value>141</Value></AverageHeartRateBpm>",
        "<MaximumHeartRateBpm><Value>152</Value></MaximumHeartRateBpm>",
        "<ns3:AvgRunCadence>84</ns3:AvgRunCadence>",
        "<ns3:AvgWatts>250</ns3:AvgWatts>",
    ):
        assert text in tcx


def test_a_point_has_what_was_known_at_its_second() -> None:
    tcx = written(example_run(60))
    point = tcx[tcx.index("<Time>2026-05-01T07:00:05Z") :].partition("</Trackpoint>")[0]
    assert point == (
        "<Time>2026-05-01T07:00:05Z</Time><Position><LatitudeDegrees>47.0001349</LatitudeDegrees>"
        "<LongitudeDegrees>8.0000000</LongitudeDegrees></Position><AltitudeMeters>400.333"
        "</AltitudeMeters><DistanceMeters>15.000</DistanceMeters><HeartRateBpm><Value>141</Value>"
        "</HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.000</ns3:Speed><ns3:RunCadence>84"
        "</ns3:RunCadence><ns3:Watts>250</ns3:Watts></ns3:TPX></Extensions>"
    )


def test_a_ride_has_the_cadence_of_its_pedals_in_the_point_itself() -> None:
    second = np.arange(61.0)
    cadence = scalar(StreamKind.CADENCE, second, np.full(61, 89.6))
    ride = example_workout("cycling", 60.0, streams={StreamKind.CADENCE: cadence})
    tcx = written(ride)
    assert '<Activity Sport="Biking">' in tcx
    assert "<Cadence>90</Cadence></Trackpoint>" in tcx
    assert "RunCadence" not in tcx


def test_indoors_without_a_position_is_fine() -> None:
    second = np.arange(61.0)
    beats = scalar(StreamKind.HEART_RATE, second, np.full(61, 120.0))
    tcx = written(
        example_workout("rowing", 60.0, indoor=True, streams={StreamKind.HEART_RATE: beats})
    )
    assert "Position" not in tcx
    assert tcx.count("<Trackpoint>") == 61
    (back,) = read_tcx(tcx.encode(), "a.tcx", TOOLS).workouts
    assert (back.sport.key, back.indoor) == ("rowing", True)


def test_strength_without_a_single_sample_keeps_its_time() -> None:
    tcx = written(example_workout("traditional_strength_training", 1_800.0, active_kcal=200.0))
    assert '<Activity Sport="Other">' in tcx
    (back,) = read_tcx(tcx.encode(), "a.tcx", TOOLS).workouts
    assert (back.sport.key, back.elapsed_s) == ("traditional_strength_training", 1_800.0)
    assert back.active_kcal == 200.0


def test_a_pause_parts_the_tracks() -> None:
    tcx = written(example_run(60, pauses=(Pause(20.0, 40.0),)))
    assert "<TotalTimeSeconds>40.000</TotalTimeSeconds>" in tcx
    first, second = tcx.split("<Track>")[1:]
    assert "07:00:20Z" in first
    assert second.startswith("\n<Trackpoint><Time>2026-05-01T07:00:40Z")


def test_laps_cover_the_workout_and_share_its_energy() -> None:
    laps = (Lap(0.0, 20.0, LapKind.INTERVAL, label="1.1"), Lap(20.0, 40.0, LapKind.INTERVAL))
    tcx = written(example_run(60, laps=laps, active_kcal=30.0))
    assert tcx.count("<Calories>10</Calories>") == tcx.count("<Lap ") == 3
    assert tcx.count("<DistanceMeters>60.000</DistanceMeters>\n<Max") == 3
    (back,) = read_tcx(tcx.encode(), "a.tcx", TOOLS).workouts
    assert [(lap.start_s, lap.end_s, lap.kind, lap.label) for lap in back.laps] == [
        (0.0, 20.0, LapKind.INTERVAL, "1.1"),
        (20.0, 40.0, LapKind.INTERVAL, ""),
    ]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("rest", "<Intensity>Resting</Intensity>"),
        ("distance", "<TriggerMethod>Distance</TriggerMethod>"),
        ("2.1 <easy>", "<Notes>2.1 &lt;easy&gt;</Notes>"),
    ],
)
def test_the_label_of_a_lap_stands_where_the_schema_has_a_word_for_it(
    label: str, text: str
) -> None:
    tcx = written(example_run(60, laps=(Lap(0.0, 20.0, LapKind.MANUAL, label=label),)))
    assert tcx.count(text) == 1
    (back,) = read_tcx(tcx.encode(), "a.tcx", TOOLS).workouts
    assert [lap.label for lap in back.laps] == [label]


def test_a_triathlon_is_a_multi_sport_session_with_its_transitions() -> None:
    legs = tuple(
        Leg(start, end, by_key(sport))
        for start, end, sport in (
            (0.0, 20.0, "swimming"), (20.0, 30.0, "transition"), (30.0, 50.0, "cycling"),
            (50.0, 60.0, "running"),
        )
    )  # fmt: skip
    workout = replace(example_run(60), sport=by_key("swim_bike_run"), legs=legs)
    tcx = written(workout)
    order = ["<MultiSportSession>", "<FirstSport>", 'Sport="Other"', "<NextSport>", "<Transition ",
             'Sport="Biking"', "<NextSport>", 'Sport="Running"', "<Notes>"]  # fmt: skip
    at = 0
    for text in order:
        at = tcx.index(text, at) + 1
    (back,) = read_tcx(tcx.encode(), "a.tcx", TOOLS).workouts
    assert back.legs == legs
    assert back.sport.key == "swim_bike_run"


def test_title_and_description_are_the_notes() -> None:
    activity = replace(
        example_activity(example_run(60)), title="Up & down", description="Fine\x00!"
    )
    tcx = encode_tcx(activity)
    assert b"<Notes>Up &amp; down\n\nFine !</Notes>" in tcx
    assert read_tcx(tcx, "a.tcx", TOOLS).titles == ("Up & down",)


def test_the_device_is_named_under_no_makers_number() -> None:
    tcx = written(example_run(60))
    assert "<Name>Apple Watch (Watch7,2)</Name>" in tcx
    assert "<ProductID>0</ProductID>" in tcx
    assert "<VersionMajor>11</VersionMajor><VersionMinor>6</VersionMinor>" in tcx


def test_energy_is_never_more_than_the_field_holds() -> None:
    assert "<Calories>65535</Calories>" in written(example_run(60, active_kcal=1e6))
