"""What speaks for and against two recordings being one workout, each weighed and put in words.

Weights are bits: +1 makes it twice as likely, -1 half. Added up they are the logarithm of the
odds, as in the linkage of records (Fellegi and Sunter, "A Theory for Record Linkage", 1969).
They say how rarely such a likeness comes by chance: two begun in one second of a quarter of an
hour and ended so too are worth more than what a zone's shift takes away, the usual distance is
worth little. Look-alikes made on purpose (`testing.pairs`) showed where chance does more than one
thinks; a threshold was never set to fit a seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.domain.workout import Workout
from fitglue.matching.clocks import Spans
from fitglue.matching.kinship import Kinship, kinship
from fitglue.matching.writer import SAME_MOMENT_S, same_device

#: Below this share of the longer one, the shorter one is a piece.
WHOLE_SHARE = 0.8
#: Shorter sessions overlap by a clock that is off alone.
_SHORT_S = 360.0
#: Apps that copy a distance round it, or reckon it anew from the route.
_COPIED_SHARE = 0.995
_NEAR_HR_BPM, _FAR_HR_BPM = 3.0, 25.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was compared: its weight in bits, and a sentence for a person."""

    bits: float
    sentence: str


def of_time(spans: Spans) -> Evidence:
    """Weigh how two workouts overlap that claim to be of one time."""
    share, short = spans.share, spans.overlap_s < _SHORT_S
    if share >= WHOLE_SHARE:
        bits = 3.0 if short else 6.0
    elif share >= 0.65 and spans.share_at_best >= 0.95:  # noqa: PLR2004 - a clock may be off
        bits = 3.0 if short else 5.0
    else:
        bits = 2.0 if share >= 0.5 else -3.0 if share >= 0.2 else -8.0  # noqa: PLR2004 - half, a fifth
    return Evidence(bits, f"They overlap for {_overlap(spans)}.")


def of_shifted_time(spans: Spans, shift_s: int, zone: str | None) -> Evidence:
    """Weigh how two workouts overlap once the zone of one is moved; `zone` explains it.

    Nearly every two workouts of a day can be moved onto one another: only more than time may
    show that they should.
    """
    explained = f", as far as {zone} is from UTC" if zone else ""
    # Few zones lie half an hour apart, fewer a quarter.
    bits = -3.0 if zone else -8.0 - bool(shift_s % 3600) - bool(shift_s % 1800)
    if spans.shorter_s < WHOLE_SHARE * spans.longer_s or spans.share < WHOLE_SHARE:
        bits -= 4.0
    moved = f"With one clock moved by {_hours(shift_s)}{explained}"
    return Evidence(bits, f"{moved}, they overlap for {_overlap(spans)}.")


def of_ends(one: Workout, other: Workout, spans: Spans, *, shifted: bool) -> Iterator[Evidence]:
    """Weigh ends that agree to the second, as only copies have them.

    A plan may make two runs as long to the second, but not as far.
    """
    if max(abs(spans.begins_s), abs(spans.ends_apart_s)) > SAME_MOMENT_S:
        return
    metres = sorted((one.distance_m or 0.0, other.distance_m or 0.0))
    as_far = not metres[0] or metres[0] >= _COPIED_SHARE * metres[1]
    bits = (10.0 if as_far else 3.0) if shifted else 2.0
    yield Evidence(bits, "They begin and end at the same second.")


def of_sport(one: Workout, other: Workout) -> Evidence:
    """Weigh how near the sports are."""
    near = kinship(one.sport, other.sport)
    labels = sorted((one.sport.label, other.sport.label))
    if near is Kinship.SAME:
        return Evidence(near.value, f"Both call it {labels[0]}.")
    words = {
        Kinship.FAMILY: "apps call such a thing either way",
        Kinship.UNSAID: "that may be one thing",
        Kinship.LOOSE: "an app may take one for the other",
        Kinship.NONE: "these are different things",
    }
    return Evidence(near.value, f"One calls it {labels[0]}, one {labels[1]}: {words[near]}.")


def of_figures(one: Workout, other: Workout, spans: Spans) -> Iterator[Evidence]:
    """Weigh distance, place and average heart rate."""
    if one.distance_m and other.distance_m:
        yield from _of_way(one, other, piece=spans.shorter_s < WHOLE_SHARE * spans.longer_s)
    if one.indoor is not None and other.indoor is not None and one.indoor != other.indoor:
        yield Evidence(-1.0, "One says indoors, the other outdoors.")
    if one.avg_hr_bpm and other.avg_hr_bpm:
        yield from _of_average(abs(one.avg_hr_bpm - other.avg_hr_bpm))


def of_writers(one: Workout, other: Workout) -> Iterator[Evidence]:
    """Weigh that two apps wrote down what one device measured, as copies are."""
    if same_device(one, other):
        yield Evidence(1.0, "The same device measured both, and two apps wrote it.")


def _of_way(one: Workout, other: Workout, *, piece: bool) -> Iterator[Evidence]:
    """Compare distances; of a piece its speed, but not one leg's with that of all."""
    if not piece:
        yield _of_distance(one, other)
    elif kinship(one.sport, other.sport) in {Kinship.SAME, Kinship.FAMILY}:
        yield _of_speed(one, other)


def _of_distance(one: Workout, other: Workout) -> Evidence:
    metres = sorted((one.distance_m or 0.0, other.distance_m or 0.0))
    off = 1 - metres[0] / metres[1]
    told = " and ".join(f"{each / 1000:.2f} km" for each in metres)
    indoors = one.indoor or other.indoor
    if off <= 0.1:  # noqa: PLR2004 - of two GPS
        return Evidence(2.0 if off <= 0.03 else 1.0, f"They are as long: {told}.")  # noqa: PLR2004
    # A wrist on a treadmill guesses.
    bits = 0.0 if off <= (0.35 if indoors else 0.25) else -3.0 if off <= 0.5 else -5.0  # noqa: PLR2004
    return Evidence(bits, f"Their distances differ: {told}.")


def _of_speed(one: Workout, other: Workout) -> Evidence:
    speeds = sorted((w.distance_m or 0.0) / max(w.timer_s, 1.0) for w in (one, other))
    off = 1 - speeds[0] / speeds[1]
    if off <= 0.15:  # noqa: PLR2004 - a part is run a little faster or slower than the whole
        return Evidence(1.0, "They were as fast on average.")
    return Evidence(0.0 if off <= 0.4 else -3.0, "They were not as fast on average.")  # noqa: PLR2004


def _of_average(apart_bpm: float) -> Iterator[Evidence]:
    if apart_bpm <= _NEAR_HR_BPM:
        yield Evidence(0.5, "Their average heart rates agree.")
    if apart_bpm > _FAR_HR_BPM:
        yield Evidence(-1.0, f"Their average heart rates lie {apart_bpm:.0f} bpm apart.")


def _overlap(spans: Spans) -> str:
    shorter, longer = (round(seconds / 60) for seconds in (spans.shorter_s, spans.longer_s))
    told = f"{round(max(spans.overlap_s, 0) / 60)} of {shorter} minutes"
    return told if shorter >= WHOLE_SHARE * longer else f"{told}, of a longer one of {longer}"


def _hours(shift_s: int) -> str:
    hours, minutes = divmod(abs(shift_s) // 60, 60)
    named = f"{hours} {'hour' if hours == 1 else 'hours'}"
    if not minutes:
        return named
    return f"{named} {minutes} min" if hours else f"{minutes} minutes"
