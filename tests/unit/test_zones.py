"""Zones: where they begin, and the time spent in each."""

import numpy as np
import pytest

from fitglue.domain.streams import Stream, StreamKind, scalar
from fitglue.domain.workout import Pause
from fitglue.domain.zones import Zones, ZonesFrom, of_highest, of_threshold


def _beats(time_s: list[float], bpm: list[float]) -> Stream:
    return scalar(StreamKind.HEART_RATE, np.array(time_s), np.array(bpm))


def test_five_zones_are_shares_of_the_highest_heart_rate_that_was_seen() -> None:
    zones = of_highest(190)
    assert zones.bounds == (114, 133, 152, 171)
    assert (zones.known_by, zones.reference) == (ZonesFrom.HIGHEST, 190)
    assert zones.spans()[0] == (None, 114)
    assert zones.spans()[-1] == (171, None)


def test_seven_zones_of_power_are_shares_of_the_threshold() -> None:
    assert of_threshold(200).bounds == (110, 150, 180, 210, 240, 300)


def test_a_value_on_a_bound_is_in_the_zone_that_begins_there() -> None:
    zone = Zones((100, 120)).zone_of(np.array([99.9, 100, 119, 120, np.nan]))
    assert zone[:4].tolist() == [1, 2, 2, 3]
    assert np.isnan(zone[4])


def test_each_sample_counts_until_the_next_and_gaps_and_pauses_count_nowhere() -> None:
    stream = _beats([0, 5, 10, 100, 105], [90, 110, 130, 130, 130])
    # 90 for 5 s, 110 for 5 s, 130 for 10 s of the gap at most, then 5 s of which 3 were paused.
    assert Zones((100, 120)).seconds_in(stream, (Pause(101, 104),)) == (5, 5, 12)


def test_a_stream_that_knows_nothing_is_in_no_zone() -> None:
    assert Zones((100,)).seconds_in(_beats([0, 1], [np.nan, np.nan])) == (0, 0)


@pytest.mark.parametrize("bounds", [(), (0,), (120, 100), (100, 100), (float("nan"),)])
def test_bounds_that_do_not_ascend_are_no_zones(bounds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"zone"):
        Zones(bounds)
