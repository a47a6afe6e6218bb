"""Rules of every activity file: times, distances and counts that have to agree."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from fitglue.testing.fit_checker.decoding import DecodedFit, Row

_CENTIMETRE = 0.01
_MILLISECOND = 0.001
_MOST_STRIDES_PER_MIN = 130


def _file_opens_and_closes(decoded: DecodedFit) -> Iterator[str]:
    file_id, activity = decoded["file_id"][0], decoded["activity"][0]
    if decoded.order[0] != "file_id" or decoded.order[-1] != "activity":
        yield "The file does not begin with file_id and end with activity."
    if file_id["type"] != "activity" or file_id["serial_number"] == 0:
        yield "file_id is not that of an activity file of a numbered device."
    if file_id["time_created"] != decoded["session"][0]["start_time"]:
        yield "time_created is not the start of the first session."
    if activity["num_sessions"] != len(decoded["session"]):
        yield "num_sessions does not count the sessions."
    if activity["timestamp"] != decoded["session"][-1]["timestamp"]:
        yield "The activity does not end with its last session."


def _local_time_is_a_zone_away(decoded: DecodedFit) -> Iterator[str]:
    activity = decoded["activity"][0]
    epoch = datetime.fromisoformat("1989-12-31T00:00:00Z")
    ahead_s = activity["local_timestamp"] - (activity["timestamp"] - epoch).total_seconds()
    if abs(ahead_s) > timedelta(hours=14).total_seconds() or ahead_s % 60:
        yield f"local_timestamp is {ahead_s} s ahead, which no zone is."


def _timer_starts_and_stops(decoded: DecodedFit) -> Iterator[str]:
    timer = [event for event in decoded["event"] if event["event"] == "timer"]
    if [event["event_type"] for event in timer] != ["start", "stop_all"] * (len(timer) // 2):
        yield "Timer events do not go start, stop_all, start, stop_all."
    elif not timer or timer[0]["timestamp"] != decoded["session"][0]["start_time"]:
        yield "The timer does not start with the session."
    if any(after["timestamp"] < before["timestamp"] for before, after in pairwise(timer)):
        yield "Timer events run backward."


def _records_run_forward_while_the_timer_runs(decoded: DecodedFit) -> Iterator[str]:
    times = decoded.column("timestamp")
    first, last = decoded["session"][0]["start_time"], decoded["session"][-1]["timestamp"]
    if any(after <= before for before, after in pairwise(times)):
        yield "Record timestamps do not ascend."
    if times and not first <= times[0] <= times[-1] <= last:
        yield "Records lie outside the sessions."
    timer = [event["timestamp"] for event in decoded["event"] if event["event"] == "timer"]
    never = datetime.max.replace(tzinfo=last.tzinfo)
    for stop, start in zip(timer[1::2], [*timer[2::2], never], strict=False):
        if any(stop < at < start for at in times):
            yield f"There are records in the pause that began at {stop}."


def _distance_grows_to_the_total(decoded: DecodedFit) -> Iterator[str]:
    distances = decoded.column("distance")
    totals = [session.get("total_distance") for session in decoded["session"]]
    known = [distance for distance in distances if distance is not None]
    if known and len(known) < len(distances):
        yield "Some records have a distance, and some have none."
    if any(after < before for before, after in pairwise(known)):
        yield "Distance decreases."
    total = sum(total for total in totals if total is not None)
    if known and abs(known[-1] - total) > _CENTIMETRE * (len(totals) + 0.5):
        yield f"The last record is at {known[-1]} m, the sessions say {total} m."


def _sums_agree(decoded: DecodedFit) -> Iterator[str]:
    sessions, laps = decoded["session"], decoded["lap"]
    for kind, rows in (("lap", laps), ("session", sessions)):
        if [row["message_index"] for row in rows] != list(range(len(rows))):
            yield f"{kind} messages are not numbered 0, 1, 2 …"
        for row in rows:
            yield from _inner_sums(kind, row)
        if any(before["timestamp"] != after["start_time"] for before, after in pairwise(rows)):
            yield f"{kind} messages leave a gap or overlap."
    timer_s = sum(session["total_timer_time"] for session in sessions)
    if abs(timer_s - decoded["activity"][0]["total_timer_time"]) > _MILLISECOND * len(sessions):
        yield "The sessions' timer times do not add up to the activity's."


def _inner_sums(kind: str, row: Row) -> Iterator[str]:
    end = row["start_time"] + timedelta(seconds=row["total_elapsed_time"])
    if abs(end - row["timestamp"]) > timedelta(seconds=_MILLISECOND):
        yield f"A {kind} does not end total_elapsed_time after its start."
    if row["total_timer_time"] > row["total_elapsed_time"] + _MILLISECOND:
        yield f"A {kind} has more timer than elapsed time."
    if (row.get("total_moving_time") or 0) > row["total_timer_time"] + _MILLISECOND:
        yield f"A {kind} has more moving than timer time."


def _laps_cover_their_session(decoded: DecodedFit) -> Iterator[str]:
    told = 0
    for session in decoded["session"]:
        first, count = session["first_lap_index"], session["num_laps"]
        laps = decoded["lap"][first : first + count]
        if first != told or len(laps) != count or not laps:
            yield "A session's laps are not there."
            continue
        told += count
        ends = (laps[0]["start_time"], laps[-1]["timestamp"])
        if ends != (session["start_time"], session["timestamp"]):
            yield "The laps do not cover their session."
        for name in ("total_elapsed_time", "total_timer_time"):
            if abs(sum(lap[name] for lap in laps) - session[name]) > _MILLISECOND * count:
                yield f"The laps' {name} does not add up to their session's."


def _nothing_is_missing_by_a_number(decoded: DecodedFit) -> Iterator[str]:
    for name, never in (("heart_rate", {0, 255}), ("power", {65535}), ("cadence", {255})):
        if never & set(decoded.column(name)):
            yield f"A record has a {name} that stands for missing."
    for latitude, longitude in zip(
        decoded.column("position_lat"), decoded.column("position_long"), strict=True
    ):
        if (latitude is None) != (longitude is None):
            yield "A record has half a position."


def _cadence_on_foot_is_strides(decoded: DecodedFit) -> Iterator[str]:
    for row in (*decoded["session"], *decoded["lap"]):
        on_foot = row.get("sport") in {"running", "walking", "hiking"}
        if on_foot and (row.get("avg_cadence") or 0) > _MOST_STRIDES_PER_MIN:
            yield "Cadence on foot is that of steps, not of strides."


def _splits_are_summed_up_once(decoded: DecodedFit) -> Iterator[str]:
    kinds = decoded.column("split_type", "split_summary")
    if len(set(kinds)) != len(kinds):
        yield "Two split_summary messages have one split_type, which Garmin Connect refuses."


RULES = (
    _file_opens_and_closes, _local_time_is_a_zone_away, _timer_starts_and_stops,
    _records_run_forward_while_the_timer_runs, _distance_grows_to_the_total, _sums_agree,
    _laps_cover_their_session, _nothing_is_missing_by_a_number,
    _cadence_on_foot_is_strides, _splits_are_summed_up_once,
)  # fmt: skip
