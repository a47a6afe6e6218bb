"""The app's delegate: a wake loads no screens, a scene makes them once, and links come with it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import fitglue_phone

LINK = "fitglue://pair?server=https%3A%2F%2Fa.example&code=4J7K-QX2RM-8TTWY"
_COLD = """
import sys; sys.path.insert(0, sys.argv[1])
import frameworks
from pathlib import Path
fake = frameworks.connected(Path(sys.argv[2])); fake.reset()
from fitglue_phone.screens import on_ios
on_ios.begin(Path(sys.argv[3]))
fake.tell(launch=True)
fake.waits_for("completions", 2)
import json, os
heavy = ("toga", "asyncio", "fitglue_phone.screens.")
found = sorted(one for one in sys.modules if one.startswith(heavy))
print(json.dumps([fake.counted("launches"), found]), flush=True)
os._exit(0)
"""


class Screens:
    """Notes what is passed on, through a delegate as Toga has one."""

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.begun = 0

    def begin(self, application: int) -> Any:
        from fitglue_phone.ios import delegate, objc  # noqa: PLC0415 - needs the fake

        assert application
        self.begun += 1
        methods = {
            callback: self.noting(callback.selector)
            for callback in (delegate._CONNECTS, *delegate._PASSED_ON)  # noqa: SLF001 - all of them
        }
        return objc.delegate("TogasScene", methods)

    def noting(self, selector: str) -> Any:
        return lambda *_: self.noted.append(selector)


class App:
    def __init__(self, delegate: Any, screens: Screens, told: list[str]) -> None:
        self.delegate, self.screens, self.told = delegate, screens, told


@pytest.fixture(scope="module")
def of_process(ios: Any) -> App:
    """Make the one delegate of this process: a class is there once, as on a phone."""
    from fitglue_phone.ios.delegate import Delegate, Parts  # noqa: PLC0415 - needs the fake

    assert ios is not None
    screens, told = Screens(), list[str]()
    return App(Delegate(Parts(lambda: told.append("starts"), screens, told.append)), screens, told)


@pytest.fixture
def app(fake: Any, of_process: App) -> Iterator[App]:
    of_process.delegate._scene = None  # noqa: SLF001 - a process of its own
    of_process.screens.noted.clear()
    of_process.screens.begun = 0
    of_process.told.clear()
    fake.tell(launch=True)
    yield of_process
    fake.tell(main=True)


def test_a_launch_registers_and_makes_no_screens(fake: Any, app: App) -> None:
    assert fake.counted("launches") == 1
    assert app.told == ["starts"]
    assert app.screens.begun == 0


def test_the_loop_runs_from_python_so_that_threads_do(fake: Any, app: App) -> None:
    assert app.told == ["starts"]
    assert fake.counted("runs of the loop") == 0
    fake.tell(main=True)
    assert fake.counted("runs of the loop") == 1


def test_a_link_at_a_cold_start_is_told_behind_the_screens(fake: Any, app: App) -> None:
    found = fake.tell(connect=[LINK])
    assert found == {
        "role": "UIWindowSceneSessionRoleApplication", "delegate": "FitGlueSceneDelegate",
    }  # fmt: skip
    assert app.screens.noted == ["scene:willConnectToSession:options:"]
    assert app.told == ["starts", LINK]


def test_a_link_while_the_app_is_open_is_told_once(fake: Any, app: App) -> None:
    fake.tell(connect=[])
    assert app.told == ["starts"]
    fake.tell(open=[LINK])
    assert app.told == ["starts", LINK]
    assert app.screens.begun == 1


def test_every_event_of_a_scene_is_passed_on_and_a_second_scene_makes_nothing(
    fake: Any, app: App
) -> None:
    events = [
        "sceneDidBecomeActive:", "sceneWillResignActive:", "sceneDidEnterBackground:",
        "sceneWillEnterForeground:",
    ]  # fmt: skip
    fake.tell(connect=[])
    app.screens.noted.clear()
    for one in events:
        fake.tell(scene=one)
    assert app.screens.noted == events
    fake.tell(connect=[])
    assert app.screens.begun == 1


def test_an_error_at_the_launch_is_reported_and_the_screens_come_all_the_same(
    fake: Any, app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise ValueError

    monkeypatch.setattr(
        app.delegate, "_parts", type(app.delegate._parts)(fails, app.screens, app.told.append)  # noqa: SLF001 - it is made once
    )  # fmt: skip
    fake.tell(launch=True)
    assert "ValueError" in caplog.text
    fake.tell(connect=[])
    assert app.screens.begun == 1


@pytest.mark.usefixtures("app", "pool")
def test_togas_own_delegates_take_other_names_and_launch_it(fake: Any) -> None:
    from fitglue_phone.ios import delegate, objc  # noqa: PLC0415 - needs the fake

    launched: list[str] = []
    toga = ModuleType("toga_iOS.app")
    with objc.other_names():
        toga.__dict__["PythonAppDelegate"] = objc.defined(
            "PythonAppDelegate", "UIResponder",
            {delegate._LAUNCHED: lambda *_: launched.append("toga") or True},  # noqa: SLF001 - same
        )  # fmt: skip
        toga.__dict__["PythonSceneDelegate"] = objc.defined(
            "PythonSceneDelegate", "UIResponder", {}
        )
    assert toga.PythonAppDelegate.name == "PythonAppDelegate_2"
    assert delegate.of_toga(toga, 0).pointer
    assert launched == ["toga"]
    with pytest.raises(RuntimeError, match="already exists"):
        objc.defined("PythonAppDelegate", "UIResponder", {})
    assert fake.counted("launches") == 1


@pytest.mark.usefixtures("pool")
def test_the_sheet_to_share_has_the_text_and_hangs_on_a_view(fake: Any) -> None:
    from rubicon.objc import ObjCClass  # noqa: PLC0415 - needs the fake

    from fitglue_phone.ios import objc  # noqa: PLC0415 - needs the fake
    from fitglue_phone.ios.sharing import share  # noqa: PLC0415 - needs the fake

    assert objc.class_pointer("UIWindow")
    window = objc.new(ObjCClass("UIWindow"))
    share(window.pointer, "FitGlue 0.1.0")
    assert fake.tell(**{"ask settings": True})["shared"] == ["FitGlue 0.1.0"]


def test_a_worker_asks_no_uikit_and_waits_for_nothing(fake: Any) -> None:
    from fitglue_phone.ios.phone import IPhone  # noqa: PLC0415 - needs the fake

    phone, told = IPhone(), []

    def asks() -> None:
        worker = threading.Thread(target=lambda: told.append(phone.facts()))
        worker.start()
        worker.join(10)

    asks()
    assert (told[-1].name, told[-1].low_power) == ("", False)
    fake.tell(main=True)
    asks()
    assert (told[-1].name, told[-1].os_version) == ("A phone", "27.1")
    assert fake.counted("for the main thread") == 2
    fake.tell(main=True)


def test_a_wake_in_the_background_loads_no_toga(ios: Any, tmp_path: Path) -> None:
    place = Path(__file__).parent / "fake"
    done = subprocess.run(
        [sys.executable, "-c", _COLD, str(place), str(ios.library), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(fitglue_phone.__file__).parents[1])},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    launches, heavy = json.loads(done.stdout)
    assert (launches, heavy) == (1, ["fitglue_phone.screens.on_ios"])
