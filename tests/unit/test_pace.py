"""Turns: the first moment with room in every window, behind those who stand before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fitglue.domain.pace import Room, last_turn, turn

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def room(calls: int, period_s: float, each: float = 1, made_s_ago: Sequence[float] = ()) -> Room:
    """Give a window and the calls made in it, the newest first."""
    made = [NOW - timedelta(seconds=ago) for ago in made_s_ago]
    return Room(calls, period_s, each, lambda stay: made[stay] if stay < len(made) else None)


def in_s(moment: datetime) -> float:
    """Tell how far a moment is away."""
    return (moment - NOW).total_seconds()


def test_an_empty_window_has_room_at_once() -> None:
    assert turn([room(2, 900)], [], NOW) == NOW


def test_without_windows_nobody_waits() -> None:
    assert turn([], [NOW, NOW, NOW], NOW) == NOW


def test_a_full_window_has_room_when_its_oldest_calls_leave() -> None:
    assert in_s(turn([room(3, 900, made_s_ago=[10, 20, 30])], [], NOW)) == 870
    assert in_s(turn([room(3, 900, each=2, made_s_ago=[10, 20, 30])], [], NOW)) == 880


def test_who_stands_behind_others_leaves_room_for_them() -> None:
    window = room(3, 900, made_s_ago=[10, 20])
    assert turn([window], [], NOW) == NOW
    assert in_s(turn([window], [NOW], NOW)) == 880


def test_a_window_that_only_those_before_fill_is_waited_for_too() -> None:
    ahead = [NOW + timedelta(seconds=100), NOW + timedelta(seconds=200)]
    assert 1_000 <= in_s(turn([room(2, 900)], ahead, NOW)) <= 1_020


def test_every_window_has_to_have_room() -> None:
    windows = [room(1, 10, made_s_ago=[1]), room(1, 100, made_s_ago=[50])]
    assert in_s(turn(windows, [], NOW)) == 50


def test_a_service_that_wants_quiet_is_left_in_quiet() -> None:
    later = NOW + timedelta(seconds=5)
    assert turn([room(2, 900)], [], later) == later


def test_the_last_of_many_goes_out_after_as_many_days_as_they_fill() -> None:
    windows = [room(180, 900, 2), room(1_800, 86_400, 2), room(90, 900), room(900, 86_400)]
    last = in_s(last_turn(windows, 3_000, NOW)) / 86_400
    assert 3 <= last <= 3.1  # three whole days, and 300 more by the quarter of an hour


def test_what_needs_more_calls_than_a_window_has_goes_one_by_one() -> None:
    assert 1_800 <= in_s(last_turn([room(2, 900, each=3)], 3, NOW)) <= 1_830


def test_nobody_waits_where_nothing_does() -> None:
    assert last_turn([room(1, 900)], 0, NOW) == NOW
