"""Records of an export, however they are written."""

from collections.abc import Iterator

import pytest

from fitglue.formats.apple_export.scanning.scan import KEPT_TYPES, Scan, scan

pytestmark = pytest.mark.usefixtures("language")

HEAD = '<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n]>\n'
CANONICAL = (
    ' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="Anna\u2019s Apple\u00a0Watch"'
    ' sourceVersion="10.1" device="&lt;&lt;HKDevice: 0x{pointer:x}&gt;, name:Apple Watch,'
    ' hardware:Watch7,2&gt;" unit="{unit}" creationDate="2024-05-01 10:00:09 +0200"'
    ' startDate="{start}" endDate="{end}" value="{value}"/>\n'
)
START = "2024-05-01 10:00:00 +0200"
LATER = "2024-05-01 10:00:07 +0200"
START_S = 1_714_550_400.0


def written(  # noqa: PLR0913 - the parts of one line
    *,
    kind: str = "HeartRate",
    start: str = START,
    end: str = START,
    value: object = 72,
    unit: str = "count/min",
    pointer: int = 0x2_8330_6EE0,
) -> str:
    return CANONICAL.format(
        kind=kind, start=start, end=end, value=value, unit=unit, pointer=pointer
    )


def scanned(body: str | bytes, *, block_size: int = 1 << 20, padded: bool = True) -> Scan:
    """Scan a body; `padded` puts enough behind it for the vectorised way to be taken."""
    raw = body if isinstance(body, bytes) else body.encode()
    filler = b" <!-- -->\n" * 400 if padded else b""
    export = HEAD.encode() + b'<HealthData locale="de_DE">\n' + raw + filler + b"</HealthData>\n"
    return scan(blocks(export, block_size), keep=KEPT_TYPES)


def blocks(export: bytes, size: int) -> Iterator[bytes]:
    return (export[at : at + size] for at in range(0, len(export), size))


def only(result: Scan, kind: str = "HeartRate") -> tuple[list[float], list[float], list[float]]:
    samples = result.samples[kind]
    return samples.start_s.tolist(), samples.end_s.tolist(), samples.value.tolist()


@pytest.mark.parametrize("padded", [True, False])
def test_a_record_as_ios_writes_it_is_read(*, padded: bool) -> None:
    result = scanned(written(end="2024-05-01 10:00:30 +0200", value="72.5"), padded=padded)
    assert only(result) == ([START_S], [START_S + 30], [72.5])
    assert result.sources[0].name == "Anna\u2019s Apple\u00a0Watch"
    assert result.sources[0].device == "<<HKDevice: >, name:Apple Watch, hardware:Watch7,2>"
    assert result.units == ["count/min"]


def test_the_head_of_the_file_is_told() -> None:
    result = scanned(' <ExportDate value="2024-06-01 08:00:00 +0200"/>\n')
    assert (result.version, result.locale) == ("14", "de_DE")
    assert result.export_date == "2024-06-01 08:00:00 +0200"
    assert (result.complete, result.lost, result.warnings) == (True, 0, [])


def test_attributes_come_in_any_order_and_either_quote() -> None:
    result = scanned(
        f"<Record value='64' endDate='{START}'\n\tunit = 'count/min' startDate=\"{START}\""
        " sourceName='The \"Watch\"' type='HKQuantityTypeIdentifierHeartRate' ></Record>"
    )
    assert only(result) == ([START_S], [START_S], [64.0])
    assert result.sources[0].name == 'The "Watch"'


def test_entities_in_a_source_and_a_unit_are_undone() -> None:
    body = written(unit="mmol&lt;180.15&gt;/L").replace("Anna", "A &amp; B &#169; &#xE9;")
    result = scanned(body)
    assert result.units == ["mmol<180.15>/L"]
    assert result.sources[0].name.startswith("A & B \u00a9 \u00e9")


@pytest.mark.parametrize("missing", ["device", "unit", "creationDate", "sourceName", "endDate"])
def test_a_record_does_without(missing: str) -> None:
    body = written()
    begin = body.index(f" {missing}=")
    end = body.index('"', body.index('"', begin) + 1) + 1
    result = scanned(body[:begin] + body[end:])
    assert only(result) == ([START_S], [START_S], [72.0])
    assert result.lost == 0


@pytest.mark.parametrize("value", ["", "abc", "nan", "inf", "1_000", "0x10", "--3"])
def test_a_value_that_is_no_number_is_counted_as_lost(value: str) -> None:
    result = scanned(written(value=value) + written())
    assert only(result)[2] == [72.0]
    assert result.lost == 1
    assert result.found["Record HeartRate"] == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.4971749504535062", 0.4971749504535062),
        ("97.03999999999999", 97.03999999999999),
        ("12345678.12345678", 12345678.12345678),
        ("123456789", 123456789.0),
        ("-1.5", -1.5),
        ("1e-05", 1e-05),
        ("72,5", 72.5),
        ("1,234.5", 1234.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("0.1234567890123456789", 0.1234567890123456789),
    ],
)
def test_every_way_to_write_a_number_is_read_to_the_last_bit(text: str, value: float) -> None:
    assert only(scanned(written(value=text) + written(value=1, start=LATER)))[2] == [value, 1.0]


@pytest.mark.parametrize(
    ("date", "instant_s"),
    [
        ("20150616071916-0700", 1_434_464_356.0),
        ("2016-04-15 07:27:26 +0100", 1_460_701_646.0),
        ("2016-04-15T07:27:26Z", 1_460_705_246.0),
        ("2024-02-29 23:59:60 -0930", 1_709_285_400.0),
    ],
)
def test_dates_of_every_dialect_are_instants(date: str, instant_s: float) -> None:
    assert only(scanned(written(start=date, end=date)))[0] == [instant_s]


@pytest.mark.parametrize(
    "date",
    [
        "2023-02-29 10:00:00 +0100",
        "2024-05-01 24:00:00 +0100",
        "2024-05-0a 10:00:00 +0100",
        "2024-05-01 10:0::00 +0100",
        "2024-05-01 10:00:00 /0100",
        "2024-05-01 10:00:00 +01a0",
        "2024-13-01 10:00:00 +0x00",
        "1969-12-31 10:00:00 +0100",
        "yesterday",
        "",
    ],
)
def test_a_start_that_is_no_instant_is_counted_as_lost(date: str) -> None:
    result = scanned(written(start=date) + written())
    assert only(result)[0] == [START_S]
    assert result.lost == 1


def test_every_row_has_an_offset_of_its_own() -> None:
    offsets = ["+0200", "+0100", "-0330", "+0200"]
    body = "".join(written(start=f"2024-05-01 10:00:00 {offset}") for offset in offsets)
    starts = [START_S, START_S, START_S + 3_600, START_S + 5.5 * 3_600]
    assert only(scanned(body))[0] == starts


def test_an_end_before_the_start_becomes_the_start() -> None:
    result = scanned(written(end="2024-05-01 09:00:00 +0200"))
    assert only(result) == ([START_S], [START_S], [72.0])


def test_of_two_attributes_with_one_name_the_first_wins() -> None:
    body = written().replace(' value="72"', ' value="72" value="99" startDate="2001-01-01"')
    assert only(scanned(body)) == ([START_S], [START_S], [72.0])


def test_an_attribute_twice_before_the_dates_is_not_taken_for_the_usual_layout() -> None:
    body = written().replace(' unit="', ' unit="first" unit="')
    assert scanned(body).units == ["first"]


def test_control_characters_and_broken_utf8_do_not_stop_the_scan() -> None:
    body = written().encode().replace(b"Anna", b"An\x0bna\xff") + written().encode()
    result = scanned(body)
    assert len(result.samples["HeartRate"]) == 2
    assert result.sources[0].name.startswith("An na\ufffd")


def test_the_pointer_of_a_device_makes_no_new_source() -> None:
    body = "".join(written(pointer=0x2_8330_6EE0 + n * 4_096, value=n) for n in range(300))
    result = scanned(body)
    assert len(result.sources) == 1
    assert only(result)[2] == [float(n) for n in range(300)]


def test_a_new_source_in_the_middle_of_a_run_is_noticed() -> None:
    body = "".join(written(value=n) for n in range(100))
    body += "".join(written(value=n).replace("Anna", "Otto") for n in range(100))
    result = scanned(body)
    names = [result.sources[index].name[:4] for index in result.samples["HeartRate"].source]
    assert names == ["Anna"] * 100 + ["Otto"] * 100


def test_a_metadata_attribute_with_spaces_in_its_name_breaks_nothing() -> None:
    body = written().replace(" value=", ' Was User Entered="1" Heart Rate Context="2" value=')
    assert only(scanned(body)) == ([START_S], [START_S], [72.0])


def test_the_source_attribute_of_ios_8_is_the_source() -> None:
    body = written().replace("sourceName=", "source=")
    assert scanned(body).sources[0].name == "Anna\u2019s Apple\u00a0Watch"


def test_records_with_children_count_once() -> None:
    body = written().replace("/>", '><MetadataEntry key="a > b" value="<"/></Record>')
    hrv = (
        ' <Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" value="5">'
        "<HeartRateVariabilityMetadataList>"
        '<InstantaneousBeatsPerMinute bpm="61" time="7:47:41.86 PM"/>'
        "</HeartRateVariabilityMetadataList></Record>"
    )
    result = scanned(body.replace('value="<"', 'value="&lt;"') + hrv)
    assert result.found == {"Record HeartRate": 1, "Record HeartRateVariabilitySDNN": 1}


def test_kinds_that_are_not_kept_are_only_counted() -> None:
    body = "".join(written(kind="FlightsClimbed") for _ in range(50)) + written()
    body += '<Record type="HKCategoryTypeIdentifierSleepAnalysis" value="x"/>'
    body += '<Record type="HKDataTypeSleepDurationGoal" value="8"/>'
    result = scanned(body)
    assert result.found["Record FlightsClimbed"] == 50
    assert result.found["Record SleepAnalysis"] == result.found["Record SleepDurationGoal"] == 1
    assert list(result.samples) == ["HeartRate"]


def test_a_forgotten_escape_costs_no_other_record() -> None:
    body = written().replace("Anna", "A < B") + written().replace("Anna", 'A "B"') + written()
    result = scanned(body)
    assert only(result)[2] == [72.0, 72.0, 72.0]
    assert "Anna\u2019s Apple\u00a0Watch" in {source.name for source in result.sources}


@pytest.mark.parametrize("block_size", [7, 700, 5_000, 100_000])
def test_the_size_of_the_blocks_changes_nothing(block_size: int) -> None:
    kinds = ["HeartRate", "StepCount", "FlightsClimbed"]
    body = "".join(written(kind=kinds[n // 200], value=n) for n in range(600))
    result = scanned(body, block_size=block_size)
    assert only(result)[2] == [float(n) for n in range(200)]
    assert only(result, "StepCount")[2] == [float(n) for n in range(200, 400)]
    assert result.found["Record FlightsClimbed"] == 200


def test_more_heads_in_a_block_than_are_learnt_at_once_are_all_read() -> None:
    body = "".join(written(value=n).replace("Anna", f"Anna {n}") for n in range(500))
    result = scanned(body)
    assert only(result)[2] == [float(n) for n in range(500)]
    assert len(result.sources) == 500
