"""The pages on Android: the same walk, over Health Connect, the key store and jobs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ["TOGA_BACKEND"] = "toga_dummy"
_WITHOUT = "the pages are tested with toga-core and toga-dummy: pip install toga-dummy"
pytest.importorskip("toga_dummy", reason=_WITHOUT)

import fitglue_phone  # noqa: E402 - the backend is chosen before
from fitglue.testing.phone_server import PhoneServer  # noqa: E402 - same
from fitglue_phone.core.links import Links  # noqa: E402 - same
from fitglue_phone.screens.page import Act, Place, Press, sentences  # noqa: E402 - same

CODE = "4J7K-QX2RM-8TTWY"


class Sheets:
    """Shows the system's sheets; a test says what a person answers."""

    def __init__(self, phone: Any) -> None:
        self.phone, self.asked = phone, 0
        self.fails: Exception | None = None

    def request_permissions(self, permissions: Any, on_complete: Any) -> None:
        self.asked += 1
        if self.fails:
            raise self.fails
        self.phone.allows("READ_EXERCISE", "READ_EXERCISE_ROUTES", "READ_HEALTH_DATA_HISTORY")
        on_complete(permissions, [])

    def start_activity(self, activity: Any, *, on_complete: Any) -> None:
        raise NotImplementedError


@pytest.fixture
def sheets(phone: Any) -> Sheets:
    return Sheets(phone)


@pytest.fixture
def activity(phone: Any) -> Any:
    return phone.java("android.app.Activity")()


@pytest.fixture
def shell(
    phone: Any, activity: Any, sheets: Sheets, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Give the app in a process of its own, whose loop does at once what it is asked."""
    from fitglue_phone.android import launching, links  # noqa: PLC0415 - needs the machine
    from fitglue_phone.screens import on_android  # noqa: PLC0415 - same

    monkeypatch.setattr(launching, "_STARTED", [])
    monkeypatch.setattr(links, "LINKS", Links())
    monkeypatch.setattr("fitglue_phone.android.launching.time.time", lambda: phone.now_s)
    made = on_android.shell(activity, lambda _: sheets)
    monkeypatch.setattr(made.loop, "call_soon_threadsafe", lambda does, *values: does(*values))
    made.settles()
    yield made
    made.settles()
    made._impl.loop.close()  # noqa: SLF001 - how Toga reaches its backend
    launching.of_process(phone.context).finish()


def said(shell: Any) -> str:
    return " ".join(sentences(shell.walk.page()))


def presses(shell: Any, act: Act, what: str = "") -> None:
    shell.walk.press(Press(act, what))
    shell.settles()


def link_to(server: PhoneServer) -> str:
    return f"fitglue://pair?server={server.address}&code={CODE}"


def test_a_link_pairs_health_connect_is_asked_and_a_workout_is_sent(
    phone: Any, activity: Any, shell: Any, sheets: Sheets, running: PhoneServer
) -> None:
    from fitglue_phone.android import links  # noqa: PLC0415 - needs the machine

    phone.allows()
    uuid = phone.has(points=20)
    assert shell.walk.page().place is Place.WELCOME
    intent = phone.java("android.content.Intent")("android.intent.action.VIEW")
    intent.fakeExtra("fake data", link_to(running))
    activity.fakeStarted(intent)
    links.opened(activity)
    shell.settles()
    assert "Pair with 127.0.0.1" in said(shell)
    assert [str(one.getAction()) for one in phone.fake.started] == ["android.intent.action.MAIN"]
    assert "finish" in {str(one) for one in phone.fake.calls}
    presses(shell, Act.PAIR)
    assert shell.walk.page().place is Place.READING
    assert "Health Connect asks next" in said(shell)
    presses(shell, Act.ASK_HEALTH)
    assert sheets.asked == 1
    assert shell.walk.page().place is Place.HOME
    presses(shell, Act.SEND_HISTORY, "Everything")
    presses(shell, Act.CHECK)
    assert uuid.upper() in running.parts
    assert {int(one) for one in phone.fake.jobs.keySet()} >= {1}


def test_a_sheet_that_cannot_be_shown_is_said(shell: Any, sheets: Sheets) -> None:
    from fitglue_phone.core.ports import HealthFailure  # noqa: PLC0415 - beside the machine

    sheets.fails = HealthFailure(101, "Health Connect has no screen.")
    presses(shell, Act.ASK_HEALTH)
    assert "Health Connect has no screen." in said(shell)


def test_settings_and_the_sheet_to_share_are_androids(phone: Any, shell: Any) -> None:
    presses(shell, Act.OPEN_SETTINGS)
    presses(shell, Act.SHARE)
    settings, shared = phone.fake.started
    assert settings.getAction() == "android.health.connect.action.MANAGE_HEALTH_PERMISSIONS"
    assert (shared.getAction(), shared.getType()) == ("android.intent.action.SEND", "text/plain")
    assert str(shared.getStringExtra("android.intent.extra.TEXT")).startswith("FitGlue ")


def test_a_link_that_came_before_the_screens_waits_for_them(
    machine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine is not None
    from fitglue_phone.android import links  # noqa: PLC0415 - needs the machine

    monkeypatch.setattr(links, "LINKS", Links())
    links.LINKS.came("one")
    links.LINKS.came("two")
    told: list[str] = []
    links.when_came(told.append)
    links.LINKS.came("three")
    assert told == ["two", "three"]


def test_a_job_loads_no_screens() -> None:
    program = (
        "import sys, fitglue_phone.android.launching\n"
        "print([one for one in sys.modules if one.startswith(('toga', 'fitglue_phone.screens'))])"
    )
    sources = str(Path(fitglue_phone.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": sources},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
