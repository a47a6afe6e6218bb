"""A phone with Health Connect, on a Java machine: what a test writes there, the gateway reads."""

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

START_S = 1_790_000_000.0  # 21 September 2026
WATCH, OTHER = "com.example.watch", "com.example.other"
TYPES = "android.health.connect.datatypes."


def _loaded(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the Java machine, with `java` in place."""
    chaquopy = _loaded("chaquopy")
    if missing := chaquopy.why_not():
        pytest.skip(f"Health Connect's gateway runs on a Java machine that is not here: {missing}")
    return chaquopy.started(chaquopy.compiled(tmp_path_factory.mktemp("classes")))


class Phone:
    """An Android phone that a test sets up."""

    def __init__(self, jpype: Any, folder: Path) -> None:
        self.java = jpype.JClass
        self.fake = jpype.JClass("fake.Phone")
        self.fake.reset(str(folder))
        self.context = self.fake.app
        self.now_s = START_S + 86_400.0

    def allows(self, *names: str) -> None:
        self.fake.allowed.clear()
        for name in names:
            self.fake.allowed.add(f"android.permission.health.{name}")

    def forbids(self, name: str) -> None:
        self.fake.allowed.remove(f"android.permission.health.{name}")

    def fails(self, code: int, after: int = 0) -> None:
        self.fake.failsWith, self.fake.failsAfter = code, after

    def a(self, name: str, *values: Any) -> Any:
        return self.java(TYPES + name)(*values)

    def at(self, seconds: float) -> Any:
        return self.java("java.time.Instant").ofEpochMilli(round(seconds * 1000))

    def listed(self, several: Sequence[Any]) -> Any:
        made = self.java("java.util.ArrayList")()
        for one in several:
            made.add(one)
        return made

    def metadata(self, **says: Any) -> Any:
        device = self.a("Device$Builder").setManufacturer("Example").setModel("Watch 3").build()
        made = self.a("Metadata$Builder").setDevice(device)
        for name, value in says.items():
            getattr(made, name)(value)
        return made.build()

    def write(self, *records: Any, by: str = WATCH) -> str:
        self.fake.write(by, self.listed(records))
        return str(records[0].getMetadata().getId())

    def session(self, number: int = 0, *, exercise: int = 33, points: int = 0, **says: Any) -> Any:
        """Give the builder of half an hour's session, one a day."""
        start_s = START_S - number * 86_400.0
        made = self.a(
            "ExerciseSessionRecord$Builder", self.metadata(**says), self.at(start_s),
            self.at(start_s + 1800), exercise,
        )  # fmt: skip
        return made.setRoute(self.route(start_s, points)) if points else made

    def route(self, start_s: float, points: int) -> Any:
        length = self.java(TYPES + "units.Length")
        places = [
            self.a("ExerciseRoute$Location$Builder", self.at(start_s + at), 45.0 + at / 1e5, 4.5)
            .setAltitude(length.fromMeters(170.0 + at)).build()
            for at in range(points)
        ]  # fmt: skip
        return self.a("ExerciseRoute", self.listed(places))

    def has(self, number: int = 0, **about: Any) -> str:
        """Write a session, and give its id."""
        return self.write(self.session(number, **about).build())

    def heart_rate(self, start_s: float, beats: Sequence[int], *, by: str = WATCH) -> None:
        samples = [
            self.a("HeartRateRecord$HeartRateSample", beat, self.at(start_s + at * 5.0))
            for at, beat in enumerate(beats)
        ]  # fmt: skip
        self.write(
            self.a(
                "HeartRateRecord$Builder", self.metadata(), self.at(start_s),
                self.at(start_s + len(beats) * 5.0), self.listed(samples),
            ).build(),
            by=by,
        )  # fmt: skip

    def distance(self, start_s: float, end_s: float, metres: float, *, by: str = WATCH) -> None:
        length = self.java(TYPES + "units.Length").fromMeters(metres)
        made = self.a(
            "DistanceRecord$Builder", self.metadata(), self.at(start_s), self.at(end_s), length
        )
        self.write(made.build(), by=by)

    def health(self, folder: Path) -> Any:
        from fitglue_phone.android.health_connect.store import HealthConnect  # noqa: PLC0415

        return HealthConnect(self.context, folder, lambda: self.now_s)


@pytest.fixture
def phone(machine: Any, tmp_path: Path) -> Iterator[Phone]:
    """Give a phone whose owner allowed everything."""
    from fitglue_phone.android.health_connect.permissions import READ, WRITTEN  # noqa: PLC0415

    made = Phone(machine, tmp_path)
    made.allows(*READ, *WRITTEN)
    yield made
    made.fails(0)


@pytest.fixture
def health(phone: Phone, tmp_path: Path) -> Any:
    """Give the gateway to its Health Connect."""
    return phone.health(tmp_path)
