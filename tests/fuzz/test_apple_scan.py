"""Random exports, read by our scan and by expat: not one difference is allowed."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import pytest

from fitglue.formats.apple_export.scanning.scan import KEPT_TYPES, Scan, scan

pytestmark = pytest.mark.usefixtures("language")

KEPT = ["HeartRate", "StepCount", "DistanceWalkingRunning", "RunningSpeed"]
DROPPED = ["FlightsClimbed", "OxygenSaturation", "HeartRateVariabilitySDNN"]
CHILDREN = {"MetadataEntry", "HeartRateVariabilityMetadataList", "InstantaneousBeatsPerMinute"}
NAMES = [
    "Anna\u2019s Apple\u00a0Watch",
    "iPhone",
    'a "b" <c> & d',
    "x > y",
    "two\nlines\tand tabs",
    "",
]
UNITS = ["count/min", "count", "km", "mmol<180.1558800000541>/L", "kcal/hr·kg", "%"]


# Start, duration, value, source, device, unit.
Row = tuple[float, float, float, str, str, str]


class Writer:
    """Writes one random export."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - to be repeatable is the point
        self.oddness = self.random.choice([0.0, 0.0, 0.002, 0.01, 0.3, 0.9])
        self.clock = self.random.randrange(1_400_000_000, 1_800_000_000)
        versions = [f"{major}.{minor}" for major in (9, 10) for minor in range(4)]
        self.sources = [(self.random.choice(NAMES), self.random.choice(versions)) for _ in range(4)]

    def odd(self) -> bool:
        return self.random.random() < self.oddness

    def export(self) -> bytes:
        elements = (self.element() for _ in range(self.random.choice([3, 40, 300, 1_200])))
        body = "".join(self.space() + element for element in elements)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [<!-- 14 -->]>\n'
        return f'{head}<HealthData locale="en_GB">{body}\n</HealthData>\n'.encode()

    def space(self) -> str:
        if not self.odd():
            return "\n "
        hidden = self.record("HeartRate")
        choices = [
            "",
            "\r\n\t",
            f"<!-- {hidden} < & -->",
            f"<![CDATA[{hidden} ]] ]>]]>",
            "<?x <y?>",
        ]
        return self.random.choice(choices).replace("--&", "&")

    def element(self) -> str:
        if not self.odd() and self.random.random() < 0.9:
            kinds = KEPT if self.random.random() < 0.7 else DROPPED
            return self.record(kinds[self.clock // 5_000 % len(kinds)])
        other = [self.workout, self.correlation, self.summary, self.stranger]
        return self.random.choice(other)()

    def date(self, instant: int) -> str:
        offset = self.random.choice([60, 60, 60, -210, 0, 840]) if self.odd() else 120
        local = datetime.fromtimestamp(instant + offset * 60, UTC)
        sign, minutes = "-" if offset < 0 else "+", abs(offset)
        zone = f"{sign}{minutes // 60:02}{minutes % 60:02}"
        if self.odd():
            wrong = ["2022-13-01 10:00:00 +0100", "", "2022-01-01 25:00:00 +0100", "yesterday"]
            return self.random.choice([*wrong, f"{local:%Y%m%d%H%M%S}{zone}"])
        return f"{local:%Y-%m-%d %H:%M:%S} {zone}"

    def value(self) -> str:
        if self.odd():
            odd = ["abc", "", "-3", "+4.5", ".5", "5.", "3,25", "1e3", "2.5E-4", "nan", "007"]
            return self.random.choice([*odd, "12345678901234567.5", "0.1234567890123456789"])
        if self.random.random() < 0.5:
            return str(self.random.randrange(200))
        return repr(self.random.random() * 10 ** self.random.randrange(-3, 6))

    def device(self, version: str) -> str:
        pointer = hex(self.random.randrange(1 << 24, 1 << 36))
        return f"<<HKDevice: {pointer}>, name:Apple Watch, software:{version}>"

    def record(self, kind: str) -> str:
        self.clock += self.random.randrange(100)
        start, end = self.clock, self.clock + self.random.choice([0, 0, 7, 300, 70_000])
        name, version = self.random.choice(self.sources)
        attributes = {
            "type": f"HKQuantityTypeIdentifier{kind}",
            "sourceName": name,
            "sourceVersion": version,
            "device": self.device(version),
            "unit": UNITS[len(kind) % len(UNITS)],
            "creationDate": self.date(end + 5),
            "startDate": self.date(start),
            "endDate": self.date(end),
            "value": self.value(),
        }
        if self.odd():
            attributes.pop(self.random.choice(list(attributes)))
        return self.tag("Record", attributes, self.children() if self.random.random() < 0.3 else "")

    def children(self) -> str:
        entry = self.tag("MetadataEntry", {"key": "HKMetadata > x", "value": "a 'b'"})
        extra = self.random.choice(["", "<New><Record type='x'/></New>"]) if self.odd() else ""
        return f"\n  {entry}{extra}\n "

    def tag(self, name: str, attributes: dict[str, str], inside: str = "") -> str:
        pairs = list(attributes.items())
        if self.odd():
            self.random.shuffle(pairs)
        text = "".join(self.gap() + self.attribute(*pair) for pair in pairs)
        if inside:
            return f"<{name}{text}>{inside}</{name}{' ' * self.odd()}>"
        return f"<{name}{text}></{name}>" if self.odd() else f"<{name}{text}{' ' * self.odd()}/>"

    def gap(self) -> str:
        return self.random.choice(["\n", "\r\n  ", "\t", "   "]) if self.odd() else " "

    def attribute(self, name: str, value: str) -> str:
        if not self.odd():
            escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return f'{name}="{escaped.replace(chr(34), "&quot;")}"'
        quoted = quoteattr(value, {"e": "&#101;", "·": "&#xB7;", "'": "&apos;"})
        return f"{name} = {quoted.replace('&gt;', '>')}"

    def workout(self) -> str:
        noise = self.record("HeartRate") + self.random.choice(["", "<!-- </Workout> -->"])
        parts = ["<WorkoutEvent type='a'/>", "<WorkoutActivity uuid='1'>é</WorkoutActivity>", noise]
        inside = "".join(self.random.choices(parts, k=self.random.randrange(30)))
        return self.tag("Workout", {"workoutActivityType": "Running > x"}, inside)

    def correlation(self) -> str:
        return self.tag("Correlation", {"type": "Food"}, self.record("HeartRate") * 2)

    def summary(self) -> str:
        return self.tag("ActivitySummary", {"dateComponents": "2020-01-01"})

    def stranger(self) -> str:
        inside = self.tag("Stranger", {"a": "1"}, self.record("StepCount")) + "<Stranger b='2'/>"
        return self.random.choice([self.tag("Stranger", {}, inside), "<Me/>", "<WorkoutLike/>"])


def reference(export: bytes) -> tuple[dict[str, list[Row]], Counter[str], list[str], int]:
    rows: dict[str, list[Row]] = {}
    found: Counter[str] = Counter()
    workouts, lost = [], 0
    for element in ET.fromstring(export):  # noqa: S314 - we wrote it
        if element.tag != "Record":
            found[element.tag] += 1
            workouts += [canonical(element)] if element.tag == "Workout" else []
            continue
        found.update(child.tag for child in element if child.tag not in CHILDREN)
        kind = re.sub("^HKQuantityTypeIdentifier", "", element.get("type", ""))
        found[f"Record {kind}"] += 1
        if kind in KEPT_TYPES:
            row = reference_row(element)
            lost += row is None
            rows.setdefault(kind, []).extend([row] if row else [])
    return {kind: sorted(some) for kind, some in rows.items() if some}, found, workouts, lost


def reference_row(element: ET.Element) -> Row | None:
    start, value = instant(element.get("startDate", "")), element.get("value", "")
    end = instant(element.get("endDate", ""))
    if start is None or not re.fullmatch(r"[+-]?(\d+[.,]?\d*|\.\d+)([eE][+-]?\d+)?", value):
        return None
    device = re.sub("0x[0-9a-f]+", "", element.get("device", ""))
    duration = max(end - start, 0) if end is not None else 0
    number = float(value.replace(",", "."))
    return start, duration, number, element.get("sourceName", ""), device, element.get("unit", "")


def instant(text: str) -> int | None:
    for layout in ("%Y-%m-%d %H:%M:%S %z", "%Y%m%d%H%M%S%z"):
        try:
            moment = datetime.strptime(text, layout)  # noqa: DTZ007 - both layouts have a zone
        except ValueError:
            continue
        return int(moment.timestamp())
    return None


def canonical(element: ET.Element) -> str:
    element.tail = ""
    return ET.canonicalize(ET.tostring(element))


def rows_of(result: Scan) -> dict[str, list[Row]]:
    rows = {}
    for kind, samples in result.samples.items():
        starts = samples.start_s.tolist()
        assert all(before <= after for before, after in pairwise(starts))
        durations = (samples.end_s - samples.start_s).tolist()
        sources = [result.sources[index] for index in samples.source.tolist()]
        units = [result.units[index] for index in samples.unit.tolist()]
        columns = zip(starts, durations, samples.value.tolist(), sources, units, strict=True)
        rows[kind] = sorted((s, d, v, who.name, who.device, u) for s, d, v, who, u in columns)
    return rows


def blocks(export: bytes, size: int) -> Iterator[bytes]:
    return (export[at : at + size] for at in range(0, len(export), size))


def compare(seed: int) -> None:
    export = Writer(seed).export()
    size = (7, 700, 20_000, 100_000, 300_000, 1 << 20)[seed % 6]
    result = scan(blocks(export, size), keep=KEPT_TYPES)
    rows, found, workouts, lost = reference(export)
    assert rows_of(result) == rows
    assert result.found == found
    ours = [canonical(ET.fromstring(text)) for text in result.workouts]  # noqa: S314
    assert ours == workouts
    assert (result.lost, result.complete, result.locale) == (lost, True, "en_GB")


@pytest.mark.parametrize("seed", range(60))
def test_a_random_export_reads_as_expat_reads_it(seed: int) -> None:
    compare(seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(1_000, 1_900))
def test_many_more_random_exports_read_as_expat_reads_them(seed: int) -> None:
    compare(seed)
