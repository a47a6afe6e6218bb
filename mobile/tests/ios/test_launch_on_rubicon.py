"""From launch to wakes: everything is registered, and one worker does it all."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.ports import (
    HealthStore,
    Keychain,
    PhoneItself,
    Scheduler,
    Upload,
    Uploader,
)


class Clock:
    def now_s(self) -> float:
        return 1000.0


class Noting:
    """A core that notes what it was asked, and by whom."""

    def __init__(self) -> None:
        self.noted: list[Any] = []
        self.threads: set[str] = set()
        self.fails = False
        self.takes_s = 0.0
        self.uploads: Any = None
        self.told: list[Callable[[], None]] = []
        self.tells_early = False
        self.goes_on = threading.Event()
        self.goes_on.set()

    def note(self, what: Any) -> None:
        time.sleep(self.takes_s)
        assert self.goes_on.wait(10)
        self.noted.append(what)
        self.threads.add(threading.current_thread().name)
        if self.fails:
            raise ValueError

    def start(self) -> None:
        self.uploads.when_answered(lambda name, answer: self.note((name, answer.status)))

    def changed(self, queued: Callable[[], None]) -> None:
        self.told.append(queued)

    def wake(self) -> None:
        while self.tells_early and self.told:
            self.told.pop()()
        self.note("wake")

    def protected_data_came_back(self) -> None:
        self.note("unlocked")

    def waits_for(self, count: int) -> None:
        deadline = time.monotonic() + 10
        while len(self.noted) < count:
            assert time.monotonic() < deadline, self.noted
            time.sleep(0.005)


@pytest.fixture
def core() -> Noting:
    return Noting()


@pytest.fixture
def launch(fake: Any, core: Noting) -> Iterator[Any]:
    from fitglue_phone.ios.launching import Launch  # noqa: PLC0415 - needs the fake

    launch = Launch(Clock())
    core.uploads = launch.uploads
    launch.start(core)
    fake.waits_for("completions", 2)
    yield launch
    launch.observers.stop()


@pytest.mark.usefixtures("launch")
def test_everything_that_may_wake_us_reaches_one_worker(fake: Any, core: Noting) -> None:
    fake.tell(notify="HKWorkoutRouteTypeIdentifier")
    core.waits_for(3)
    fake.tell(unlock=True)
    core.waits_for(4)
    fake.tell(wake="now")
    core.waits_for(5)
    assert core.noted == ["wake", "wake", "wake", "unlocked", "wake"]
    assert core.threads == {"sync_0"}


@pytest.mark.usefixtures("launch")
def test_a_completion_comes_behind_the_work(fake: Any, core: Noting) -> None:
    core.takes_s = 0.2
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("updates", 3)
    assert fake.counted("completions") == 2
    fake.waits_for("completions", 3)
    assert len(core.noted) == 3


@pytest.mark.usefixtures("launch")
def test_a_completion_comes_as_soon_as_what_was_told_is_queued(fake: Any, core: Noting) -> None:
    core.tells_early = True
    core.goes_on.clear()
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("completions", 3)
    assert len(core.noted) == 2  # of the launch: this wake goes on
    assert fake.counted("stays") == fake.counted("ends of stays") + 1
    core.goes_on.set()
    core.waits_for(3)
    fake.waits_for("ends of stays", 3)
    assert fake.counted("completions") == 3


@pytest.mark.usefixtures("launch")
def test_a_stay_ends_once_when_ios_wants_it_to_end(fake: Any, core: Noting) -> None:
    fake.waits_for("ends of stays", 2)
    fake.tell(settings={"no time": True})
    core.goes_on.clear()
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("ends of stays", 3)
    assert len(core.noted) == 2
    core.goes_on.set()
    core.waits_for(3)
    fake.waits_for("completions", 3)
    assert fake.counted("ends of stays") == 3
    assert fake.counted("ends of nothing") == 0


@pytest.mark.usefixtures("launch")
def test_a_core_that_fails_still_completes(fake: Any, core: Noting) -> None:
    core.fails = True
    fake.tell(notify="HKWorkoutTypeIdentifier")
    fake.waits_for("completions", 3)
    fake.tell(wake="now")
    fake.waits_for("wakes that did not")


def test_ios_hears_that_uploads_were_handled_only_after_they_were(
    fake: Any, launch: Any, core: Noting, tmp_path: Path
) -> None:
    from fitglue_phone.ios.objc import Completion  # noqa: PLC0415 - needs the fake

    class Noted(Completion):
        def __init__(self) -> None:
            self.waits = False

        def __call__(self) -> None:
            core.noted.append("handled")

    (tmp_path / "body").write_bytes(b"body")
    for number in (1, 2):
        launch.uploads.send(Upload(f"batch-{number}", "https://a.example", tmp_path / "body"))
    core.noted.clear()
    core.takes_s = 0.05
    launch.uploads.woken(Noted())
    for number in (1, 2):
        fake.tell(upload=f"batch-{number}", status=200, pieces=[])
    fake.tell(**{"events over": True})
    core.waits_for(3)
    assert core.noted == [("batch-1", 200), ("batch-2", 200), "handled"]


def test_the_gateway_is_what_the_core_asks_for(launch: Any) -> None:
    """The types are the test: ty holds each against its port."""
    from fitglue_phone.ios.bgtasks import Refreshes  # noqa: PLC0415 - needs the fake
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - same
    from fitglue_phone.ios.keychain import SecItems  # noqa: PLC0415 - same
    from fitglue_phone.ios.phone import IPhone  # noqa: PLC0415 - same
    from fitglue_phone.ios.urlsession import Uploads  # noqa: PLC0415 - same

    health: HealthStore = HealthKit()
    uploader: Uploader = Uploads()
    scheduler: Scheduler = Refreshes(Clock(), lambda: None)
    keychain: Keychain = SecItems()
    phone: PhoneItself = IPhone()
    assert all((health, uploader, scheduler, keychain, phone, launch))
