"""Uploads, wakes, the keychain and the phone itself, through the real rubicon-objc on a fake."""

import time
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.ports import Answer, Locked, Question, Upload

URL = "https://fitglue.example/api/v1/sync"


@pytest.fixture
def uploads(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios import urlsession  # noqa: PLC0415 - needs the fake

    return urlsession.Uploads()


@pytest.fixture
def answers(uploads: Any) -> list[tuple[str, Answer]]:
    told: list[tuple[str, Answer]] = []
    uploads.when_answered(lambda name, answer: told.append((name, answer)))
    return told


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    body = tmp_path / "batch.json.gz"
    body.write_bytes(b"a batch")
    return Upload("batch-1", URL, body, {"Authorization": "Bearer token"})


def test_a_file_is_posted_and_its_answer_told(
    fake: Any, uploads: Any, answers: Any, upload: Upload
) -> None:
    uploads.send(upload)
    assert uploads.under_way() == {"batch-1"}
    sent = fake.tell(upload="batch-1", status=200, pieces=['{"rec', 'eipts": []}'])
    assert answers == [("batch-1", Answer(200, b'{"receipts": []}'))]
    assert uploads.under_way() == frozenset()
    assert (sent["method"], sent["file"]) == ("POST", str(upload.file))
    assert sent["headers"]["Authorization"] == "Bearer token"


def test_whoever_is_asked_twice_sends_once(
    fake: Any, uploads: Any, answers: Any, upload: Any
) -> None:
    uploads.send(upload)
    uploads.send(upload)
    fake.tell(upload="batch-1", status=200, pieces=[])
    assert uploads.under_way() == frozenset()
    assert len(answers) == 1


def test_a_later_life_of_the_process_knows_what_is_under_way(
    fake: Any, uploads: Any, answers: Any, upload: Upload
) -> None:
    from fitglue_phone.ios import urlsession  # noqa: PLC0415 - needs the fake

    uploads.send(upload)
    relaunched, told = urlsession.Uploads(), []
    relaunched.when_answered(lambda *answer: told.append(answer))
    assert relaunched.under_way() == {"batch-1"}
    fake.tell(upload="batch-1", status=200, pieces=["late"])
    assert (told, answers) == ([("batch-1", Answer(200, b"late"))], [])


def test_a_server_that_asks_to_wait_is_heard(
    fake: Any, uploads: Any, answers: Any, upload: Upload
) -> None:
    uploads.send(upload)
    fake.tell(upload="batch-1", status=429, headers={"Retry-After": "30"}, pieces=[])
    assert answers == [("batch-1", Answer(429, b"", 30.0))]


def test_a_network_that_fails_is_an_answer_of_status_0(
    fake: Any, uploads: Any, answers: Any, upload: Upload
) -> None:
    uploads.send(upload)
    fake.tell(upload="batch-1", error=-1009)
    assert answers == [("batch-1", Answer(0, why="NSURLErrorDomain -1009"))]


def test_a_file_that_is_gone_or_an_address_that_is_none_never_reaches_ios(
    uploads: Any, upload: Upload
) -> None:
    with pytest.raises(FileNotFoundError):
        uploads.send(Upload("batch-2", URL, upload.file.parent / "gone"))
    with pytest.raises(ValueError, match="not one"):
        uploads.send(Upload("batch-2", "fitglue", upload.file))


def test_a_question_is_asked_and_waited_for(fake: Any, uploads: Any) -> None:
    assert uploads.ask(Question(URL, b"?")).status == 0
    fake.tell(settings={"answer": {"status": 201, "body": "yes", "headers": {}}})
    assert uploads.ask(Question(URL, b"?", {"X": "y"})) == Answer(201, b"yes")


@pytest.mark.usefixtures("pool")
def test_the_apps_delegate_learns_to_be_woken_for_uploads(fake: Any, uploads: Any) -> None:
    from rubicon.objc import Block, NSObject, ObjCClass, send_message  # noqa: PLC0415 - needs the fake
    from rubicon.objc.runtime import objc_id  # noqa: PLC0415 - needs the fake

    from fitglue_phone.ios import urlsession  # noqa: PLC0415 - needs the fake

    delegate = ObjCClass("DelegateOfThisTest", (NSObject,), {})
    urlsession.hook(delegate, uploads)
    called: list[bool] = []
    block = Block(lambda: called.append(True), None)
    selector = "application:handleEventsForBackgroundURLSession:completionHandler:"
    send_message(
        delegate.alloc().init(), selector, None, None, block.block,
        restype=None, argtypes=[objc_id] * 3,
    )  # fmt: skip
    assert called == []
    fake.tell(**{"events over": True})
    assert called == [True]


@pytest.fixture
def refreshes(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios import bgtasks  # noqa: PLC0415 - needs the fake

    class Clock:
        def now_s(self) -> float:
            return 1000.0

    def made(wake: Any) -> Any:
        found = bgtasks.Refreshes(Clock(), wake)
        found.register()
        return found

    return made


def test_a_wake_asks_for_the_next_one_and_is_completed(fake: Any, refreshes: Any) -> None:
    wakes: list[int] = []
    made = refreshes(lambda: wakes.append(1))
    made.wake_after(60)
    assert fake.tell(**{"ask settings": True})["next wake"] == 1060
    fake.tell(wake="now", settings={"next wake": 0})
    fake.waits_for("wakes that went well")
    assert wakes == [1]
    assert fake.tell(**{"ask settings": True})["next wake"] == 1060


def test_a_wake_that_fails_or_expires_is_completed_once(fake: Any, refreshes: Any) -> None:
    def breaks() -> None:
        raise ValueError

    refreshes(breaks)
    fake.tell(wake="now")
    fake.waits_for("wakes that did not")
    refreshes(lambda: time.sleep(0.2))
    fake.tell(wake="expires")
    fake.waits_for("wakes that did not", 2)
    time.sleep(0.3)
    assert (fake.counted("wakes that went well"), fake.counted("wakes that did not")) == (0, 2)


def test_a_task_that_info_plist_does_not_name_is_not_registered(fake: Any, refreshes: Any) -> None:
    fake.tell(plist={"other": 1})
    with pytest.raises(Exception, match=r"Info\.plist does not name"):
        refreshes(lambda: None)


def test_a_wish_that_ios_refuses_is_no_crash(fake: Any, refreshes: Any) -> None:
    made = refreshes(lambda: None)
    fake.fails(submit=1)
    made.wake_after(10)
    assert "next wake" not in fake.tell(**{"ask settings": True})


def test_a_secret_stays_on_this_device_and_is_readable_after_the_first_unlock(fake: Any) -> None:
    from fitglue_phone.ios.keychain import SecItems  # noqa: PLC0415 - needs the fake

    kept = SecItems("service of this test")
    assert kept.get("token") is None
    kept.put("token", "first")
    kept.put("token", "sécond")
    assert kept.get("token") == "sécond"
    how = fake.tell(accessible="service of this test/token")["accessible"]
    assert how == "kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly"
    fake.fails(keychain=1)
    for act in (
        lambda: kept.get("token"),
        lambda: kept.put("token", "x"),
        lambda: kept.forget("token"),
    ):
        with pytest.raises(Locked):
            act()
    fake.fails()
    kept.forget("token")
    kept.forget("token")
    assert kept.get("token") is None


def test_the_phone_tells_of_itself_and_of_being_unlocked(fake: Any) -> None:
    from fitglue_phone.ios.phone import IPhone, when_unlocked  # noqa: PLC0415 - needs the fake

    facts = IPhone().facts()
    assert (facts.name, facts.os_version) == ("A phone", "27.1")
    assert (facts.background_refresh, facts.low_power, facts.has_health) == (
        "available",
        False,
        True,
    )
    assert facts.protected_data
    fake.fails(read=6)
    assert not IPhone().facts().protected_data
    unlocked: list[int] = []
    listening = when_unlocked(lambda: unlocked.append(1))
    fake.tell(unlock=True)
    assert unlocked == [1]
    del listening
