"""The frame of an export: what surrounds the Records, what is cut, and what is refused."""

import time
import tracemalloc
from collections.abc import Iterator

import pytest

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout
from fitglue.formats.apple_export.scanning.scan import Scan, scan

pytestmark = pytest.mark.usefixtures("language")

RECORD = (
    b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min"'
    b' creationDate="2024-05-01 10:00:09 +0200" startDate="2024-05-01 10:00:00 +0200"'
    b' endDate="2024-05-01 10:00:00 +0200" value="72"/>\n'
)
WORKOUT = b'<Workout workoutActivityType="HKWorkoutActivityTypeRunning">%s</Workout>'


def scanned(body: bytes) -> Scan:
    return scan([b"<HealthData>\n" + body + b"</HealthData>\n"])


def hearts(result: Scan) -> int:
    return len(result.samples["HeartRate"]) if result.samples else 0


@pytest.mark.parametrize(
    "hidden",
    [
        b"<!-- %s -->",
        b"<![CDATA[%s]]>",
        b"<?note %s?>",
        b"<Unknown>%s</Unknown>",
        b'<Unknown a="/>">%s</Unknown >',
        b"<Unknown><Unknown/><Unknown>%s</Unknown></Unknown>",
        b"<Correlation type='Food'>%s<!-- </Correlation> -->%s</Correlation>",
    ],
)
def test_a_record_inside_something_else_is_not_counted(hidden: bytes) -> None:
    hidden = hidden.replace(b"%s", RECORD)
    result = scanned(RECORD * 20 + hidden + RECORD * 20)
    assert hearts(result) == result.found["Record HeartRate"] == 40


def test_the_records_of_a_correlation_are_its_copies() -> None:
    result = scanned(b"<Correlation type='x'>" + RECORD * 2 + b"</Correlation>" + RECORD)
    assert result.found == {"Correlation": 1, "Record HeartRate": 1}


def test_a_workout_is_kept_as_it_was_written() -> None:
    inside = b"<WorkoutEvent/><!-- </Workout> --><![CDATA[</Workout>]]>" + RECORD
    texts = [WORKOUT % inside, b"<Workout duration='>'/>", b"<Workout >\n</Workout\n>"]
    result = scanned(RECORD.join(texts))
    assert list(result.workouts) == texts
    assert result.found == {"Record HeartRate": 2, "Workout": 3}


def test_a_record_inside_a_workout_belongs_to_its_text() -> None:
    result = scanned(WORKOUT % RECORD)
    assert RECORD in result.workouts[0]
    assert result.samples == {}


def test_a_long_workout_with_its_route_inside_comes_back_whole() -> None:
    text = WORKOUT % (b'<Location date="2018-09-10 02:28:55 -0700" latitude="37.1"/>' * 20_000)
    result = scanned(text + RECORD)
    assert result.workouts[0] == text
    assert result.workouts[:] == [text]


def test_a_workout_that_was_never_closed_is_lost_alone() -> None:
    whole = WORKOUT % b"<WorkoutEvent/>"
    result = scanned(b"<Workout a='1'><WorkoutEvent/>" + whole + RECORD)
    assert list(result.workouts) == [whole]
    assert (result.lost, hearts(result)) == (1, 1)


def test_other_elements_are_counted() -> None:
    result = scanned(b"<Me a='1'/><ActivitySummary/><ActivitySummary/><ClinicalRecord/>")
    assert result.found == {"ActivitySummary": 2, "ClinicalRecord": 1, "Me": 1}


def test_the_broken_document_type_of_ios_16_is_never_read() -> None:
    head = b"<?xml?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Me)>\n<!ATTLIST x\n > > ]>\n"
    result = scan([head, b"<HealthData>", RECORD, b"</HealthData>"])
    assert hearts(result) == 1


def test_a_declared_entity_is_refused() -> None:
    head = b'<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(Hostile):
        scan([head, b"<HealthData>", RECORD])


def test_a_file_without_health_data_is_no_export() -> None:
    with pytest.raises(NotAWorkout, match="not an Apple Health export"):
        scan([b"<?xml?><gpx/>"])
    with pytest.raises(NotAWorkout):
        scan([b"no end of it " * 100_000] * 8)


def test_the_clinical_copy_is_named() -> None:
    with pytest.raises(NotAWorkout, match="export_cda"):
        scan([b"<?xml?><ClinicalDocument/>"])


@pytest.mark.parametrize("cut", [20, 150, 200])
def test_a_file_cut_short_keeps_what_is_complete_and_says_so(cut: int) -> None:
    export = b"<HealthData>" + RECORD * 30 + RECORD[:cut]
    result = scan([export])
    assert hearts(result) == 30
    assert (result.complete, result.lost) == (False, 1)
    assert result.warnings


def test_a_workout_cut_short_is_lost() -> None:
    result = scan([b"<HealthData>" + WORKOUT % b"" + b"<Workout><WorkoutEvent/>"])
    assert len(result.workouts) == result.lost == 1
    assert not result.complete


def test_damage_in_the_middle_ends_the_file_there() -> None:
    def broken() -> Iterator[bytes]:
        yield b"<HealthData>" + RECORD * 30
        raise Damaged("broken here")

    result = scan(broken())
    assert hearts(result) == 30
    assert result.warnings == ["broken here"]
    assert not result.complete


def test_damage_before_the_data_is_told_as_it_is() -> None:
    def broken() -> Iterator[bytes]:
        yield b"<?xml?>"
        raise Damaged("broken here")

    with pytest.raises(Damaged, match="broken here"):
        scan(broken())


def test_nothing_behind_the_end_counts() -> None:
    result = scanned(RECORD + b"</HealthData>" + RECORD * 5)
    assert hearts(result) == 1


def test_progress_is_told_about_every_four_megabytes() -> None:
    told: list[int] = []
    size = 1 << 20
    blocks = [
        (b"<HealthData>" + RECORD * 4_000).ljust(size),
        *[(RECORD * (size // len(RECORD))).ljust(size)] * 11,
    ]
    scan(blocks, tell=told.append)
    assert told == [4 * size, 8 * size, 12 * size]


def garbage(byte: bytes, megabytes: int) -> Iterator[bytes]:
    yield b'<HealthData>\n <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="'
    yield from [byte * (1 << 20)] * megabytes


@pytest.mark.long
@pytest.mark.parametrize("byte", [b"A", b"<", b"&", b"\0", b" "])
def test_two_gigabytes_in_one_attribute_are_refused_at_once(byte: bytes) -> None:
    tracemalloc.start()
    begin = time.monotonic()
    with pytest.raises(Hostile):
        scan(garbage(byte, 2_048))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.monotonic() - begin < 20, "it read on"
    assert peak < 64 << 20


def test_a_workout_of_more_than_32_megabytes_is_refused() -> None:
    blocks = [b"<HealthData><Workout>", *[b"<WorkoutEvent a='%s'/>" % (b"x" * 1_000_000)] * 40]
    with pytest.raises(Hostile):
        scan(blocks)


def test_a_workout_of_half_a_million_elements_is_refused() -> None:
    with pytest.raises(Hostile):
        scan([b"<HealthData><Workout>", *[b"<a/>" * 100_000] * 6])


def test_thousands_of_kinds_do_not_fill_the_result() -> None:
    body = b"".join(b"<Kind%d/>" % n for n in range(3_000))
    result = scanned(body)
    assert len(result.found) <= 1_001
    assert sum(result.found.values()) == 3_000


@pytest.mark.long
def test_tens_of_thousands_of_sources_are_refused() -> None:
    many = b"".join(RECORD.replace(b"Watch", b"Watch %d" % n) for n in range(25_000))
    with pytest.raises(Hostile):
        scanned(many)
