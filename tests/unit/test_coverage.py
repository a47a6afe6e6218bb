"""How much of a time samples cover, and where the holes are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.coverage import Coverage, Span, coverage, holes, in_holes
from fitglue.domain.workout import Pause, PauseKind

moments = st.lists(st.floats(-50, 700), max_size=60).map(lambda times: np.sort(np.array(times)))
spans = st.builds(
    Span,
    st.floats(1, 600),
    st.lists(
        st.tuples(st.floats(0, 600), st.floats(0, 200)).map(lambda p: Pause(p[0], p[0] + p[1])),
        max_size=3,
    ).map(tuple),
    st.floats(5, 60),
)


def every(seconds: float, first_s: float, last_s: float) -> "np.ndarray[tuple[int]]":
    return np.arange(first_s, last_s + 0.001, seconds)


def test_samples_often_enough_cover_everything() -> None:
    span = Span(600)
    assert coverage(every(30, 0, 600), span) == Coverage(1.0, 21, 0.0)
    assert not len(holes(every(30, 0, 600), span))


def test_what_has_no_sample_for_longer_is_a_hole() -> None:
    time_s = np.concatenate((every(5, 100, 200), every(5, 400, 570)))
    assert holes(time_s, Span(600)).tolist() == [[0, 100], [200, 400]]
    assert coverage(time_s, Span(600)).share == pytest.approx(0.5)
    assert coverage(time_s, Span(600)).longest_gap_s == 200


def test_without_a_sample_everything_is_a_hole_however_short() -> None:
    assert holes(np.array([]), Span(10)).tolist() == [[0, 10]]
    assert coverage(np.array([]), Span(10)) == Coverage(0.0, 0, 10.0)


def test_samples_outside_the_span_cover_nothing() -> None:
    assert coverage(np.array([-5.0, 601.0]), Span(600)).share == 0


def test_a_pause_of_the_watch_is_no_hole_and_one_of_the_device_is() -> None:
    time_s = np.concatenate((every(5, 0, 100), every(5, 300, 600)))
    assert coverage(time_s, Span(600, (Pause(100, 300),))).share == 1
    still = Pause(100, 300, PauseKind.MOTION)
    assert coverage(time_s, Span(600, (still,))).share == pytest.approx(2 / 3)


def test_percent_says_all_and_nothing_only_when_it_is() -> None:
    assert [Coverage(share, 5, 0.0).percent for share in (0, 0.001, 0.5, 0.999, 1)] == [
        0, 1, 50, 99, 100,
    ]  # fmt: skip


def test_the_ends_of_a_hole_are_not_in_it() -> None:
    rows = np.array([[10.0, 20.0], [40.0, 50.0]])
    inside = in_holes(np.array([9.0, 10, 10.1, 19.9, 20, 30, 45, 51]), rows)
    assert inside.tolist() == [False, False, True, True, False, False, True, False]


@given(moments, spans, st.floats(0, 600))
def test_one_sample_more_never_covers_less(
    time_s: "np.ndarray[tuple[int], np.dtype[np.float64]]", span: Span, more: float
) -> None:
    after = coverage(np.sort(np.append(time_s, more)), span)
    assert after.share >= coverage(time_s, span).share - 1e-9
    assert 0 <= after.share <= 1


@given(moments, spans)
def test_holes_are_apart_and_hold_no_sample(
    time_s: "np.ndarray[tuple[int], np.dtype[np.float64]]", span: Span
) -> None:
    rows = holes(time_s, span)
    assert (rows[:, 0] <= rows[:, 1]).all()
    assert (rows[1:, 0] >= rows[:-1, 1]).all()
    inside = (time_s >= 0) & (time_s <= span.elapsed_s)
    assert not in_holes(time_s[inside], rows).any()
