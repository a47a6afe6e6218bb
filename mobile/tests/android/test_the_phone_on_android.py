"""What else the core asks of an Android phone: secrets, uploads, wakes, facts, permissions."""

import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.ports import Answer, Locked, Question, Upload


@pytest.fixture
def secrets(phone: Any, tmp_path: Path) -> Any:
    from fitglue_phone.android.keystore import SealedSecrets  # noqa: PLC0415

    return SealedSecrets(phone.context, tmp_path)


def test_secrets_are_kept_sealed_and_read_by_a_later_process(
    phone: Any, secrets: Any, tmp_path: Path
) -> None:
    assert secrets.get("token") is None
    secrets.put("token", "abc-déf")
    secrets.put("server", "https://fitglue.example")
    secrets.put("token", "ghi")
    again = type(secrets)(phone.context, tmp_path)
    assert again.get("token") == "ghi"
    assert again.get("server") == "https://fitglue.example"
    assert b"ghi" not in (tmp_path / "secrets").read_bytes()
    again.forget("token")
    again.forget("token")
    assert secrets.get("token") is None


def test_secrets_of_another_phone_are_none(phone: Any, secrets: Any) -> None:
    secrets.put("token", "abc")
    phone.java("fake.Keystore").forget()  # the file was restored, the key stayed behind
    assert secrets.get("token") is None
    secrets.put("token", "new")
    assert secrets.get("token") == "new"


def test_a_damaged_file_of_secrets_is_none(secrets: Any, tmp_path: Path) -> None:
    secrets.put("token", "abc")
    file = tmp_path / "secrets"
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert secrets.get("token") is None


def test_before_the_first_unlock_secrets_are_locked(phone: Any, secrets: Any) -> None:
    secrets.put("token", "abc")
    phone.fake.unlocked = False
    with pytest.raises(Locked):
        secrets.get("token")
    with pytest.raises(Locked):
        secrets.put("token", "def")


class Server:
    """A server that answers as it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        asked: list[tuple[str, dict[str, str], bytes]] = []
        answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked, self.answers = asked, answers

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked.append((self.path, headers, body))
                status, said, told = answers.pop(0)
                self.send_response(status)
                for name, value in {**said, "content-length": str(len(told))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: Any, **__: Any) -> None:
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    serving = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield made
    made.http.shutdown()
    serving.join()
    made.http.server_close()


@pytest.fixture
def posts(phone: Any) -> Any:  # noqa: ARG001 - the Java machine
    from fitglue_phone.android.posting import Posts  # noqa: PLC0415

    return Posts()


def test_a_question_is_posted_as_it_is_and_answered(posts: Any, server: Server) -> None:
    server.answers.append((200, {}, b'{"missing": []}'))
    body = bytes(range(256)) * 9
    answer = posts.ask(Question(f"{server.url}/api", body, {"authorization": "Bearer x"}))
    assert answer == Answer(200, b'{"missing": []}')
    [(path, headers, sent)] = server.asked
    assert (path, sent) == ("/api", body)
    assert headers["authorization"] == "Bearer x"


def test_an_error_keeps_its_body_and_how_long_to_wait(posts: Any, server: Server) -> None:
    server.answers += [(503, {"Retry-After": "17"}, b"later"), (401, {}, b"")]
    assert posts.ask(Question(server.url, b"x")) == Answer(503, b"later", 17.0)
    assert posts.ask(Question(server.url, b"x")) == Answer(401)


def test_a_redirect_is_not_followed_with_a_token(posts: Any, server: Server) -> None:
    server.answers.append((302, {"Location": "http://other.example/"}, b""))
    assert posts.ask(Question(server.url, b"x", {"authorization": "Bearer x"})).status == 302
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[oh", "no address", "ftp://x/"])
def test_a_network_that_fails_is_an_answer(posts: Any, url: str) -> None:
    answer = posts.ask(Question(url, b"x"))
    assert answer.status == 0
    assert "not reached" in answer.why or "address" in answer.why


def test_an_upload_tells_its_name_and_answer(posts: Any, server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, Answer]] = []
    posts.when_answered(lambda name, answer: told.append((name, answer)))
    file = tmp_path / "batch"
    file.write_bytes(b"content")
    server.answers.append((200, {}, b"{}"))
    posts.send(Upload("b1", server.url, file, {"content-encoding": "gzip"}))
    assert told == [("b1", Answer(200, b"{}"))]
    assert server.asked[0][2] == b"content"
    assert not posts.under_way()


@pytest.fixture
def jobs(phone: Any) -> Any:
    from fitglue_phone.android.jobs import Jobs  # noqa: PLC0415

    return Jobs(phone.context)


def test_the_next_wake_takes_the_place_of_the_one_before(phone: Any, jobs: Any) -> None:
    jobs.wake_after(600)
    jobs.wake_after(60.5)
    [job] = phone.fake.jobs.values()
    assert job.getMinLatencyMillis() == 60_500
    assert job.getNetworkType() == 1
    assert job.isPersisted()
    assert not job.isPeriodic()


def test_a_wake_at_once_is_expedited_or_soon(phone: Any, jobs: Any) -> None:
    jobs.wake_after(0)
    [job] = phone.fake.jobs.values()
    assert job.isExpedited()
    phone.fake.refusesExpedited = True
    jobs.wake_after(0)
    [job] = phone.fake.jobs.values()
    assert not job.isExpedited()
    assert job.getMinLatencyMillis() == 0


def test_a_wake_that_is_asked_for_while_one_runs_does_not_stop_that(phone: Any, jobs: Any) -> None:
    jobs.wake_after(60)
    [running] = phone.fake.jobs.keySet()
    jobs.began(running)
    jobs.wake_after(60)
    jobs.wake_after(120)
    assert {int(one) for one in phone.fake.jobs.keySet()} == {2, 3}
    jobs.ended(running)
    phone.fake.jobs.remove(running)
    jobs.wake_after(30)
    assert len(phone.fake.jobs) == 1


def test_the_safety_net_is_hung_once(phone: Any, jobs: Any) -> None:
    jobs.start()
    [first] = phone.fake.jobs.values()
    jobs.start()
    [again] = phone.fake.jobs.values()
    assert again.equals(first)  # the same object: its hour was not begun anew
    assert first.getIntervalMillis() == 3_600_000
    assert first.getNetworkType() == 0  # it reads without a network as well


def test_a_job_wakes_the_engine_and_is_told_to_be_over(
    phone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chaquopy = sys.modules["chaquopy"]
    for name, module in chaquopy.packages().items():
        monkeypatch.setitem(sys.modules, name, module)
    from fitglue_phone.android import job, launching  # noqa: PLC0415

    monkeypatch.setattr(launching, "_STARTED", [])
    service = job.SyncJob()
    parameters = phone.java("android.app.job.JobParameters").fakeOf(2)
    assert service.onStartJob(parameters) is True
    launch = launching.of_process(phone.context)
    deadline = time.monotonic() + 20
    while not phone.fake.finished:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert launching.of_process(phone.context) is launch
    assert "changes" in " ".join(phone.fake.calls) or "token" in phone.fake.calls
    assert [int(one) for one in phone.fake.finished] == [2]
    assert {int(one) for one in phone.fake.jobs.keySet()} == {1, 3}  # 2 ran when it was asked
    assert service.onStopJob(parameters) is True
    launch.finish()


def test_an_error_in_a_wake_is_reported_and_the_job_is_over_all_the_same(
    phone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fitglue_phone.android.launching import Launch  # noqa: PLC0415

    met: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", lambda *about: met.append(about[1]))
    launch = Launch(phone.context)
    launch.start()

    def fails() -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(launch.engine, "wake", fails)

    class Service:
        def jobFinished(self, parameters: Any, _again: bool) -> None:  # noqa: N802, FBT001
            phone.fake.finished.add(parameters.getJobId())

    launch.job_began(Service(), phone.java("android.app.job.JobParameters").fakeOf(3))
    launch.finish()
    assert [int(one) for one in phone.fake.finished] == [3]
    assert [str(one) for one in met] == ["a mistake of ours"]


def test_the_service_overrides_what_android_calls(phone: Any) -> None:
    takes = phone.java("android.app.job.JobParameters").class_
    of = phone.java("android.app.job.JobService").class_
    for name, (gives, arguments) in sys.modules["chaquopy"].OVERRIDES.items():
        method = of.getMethod(name, takes)
        assert [one.class_ for one in arguments] == [takes]
        assert str(method.getReturnType()) == "boolean" == gives.class_.getName()


def test_the_phone_says_how_it_is(phone: Any) -> None:
    from fitglue_phone.android.phone import AndroidPhone  # noqa: PLC0415

    told = AndroidPhone(phone.context).facts()
    assert (told.name, told.os_version) == ("A phone", "16")
    assert (told.has_health, told.low_power, told.protected_data, told.online) == (
        True, False, True, True,
    )  # fmt: skip
    phone.fake.hasHealth = phone.fake.unlocked = phone.fake.online = False
    phone.fake.powerSave = True
    told = AndroidPhone(phone.context).facts()
    assert (told.has_health, told.low_power, told.protected_data, told.online) == (
        False, True, False, False,
    )  # fmt: skip


def test_permissions_are_asked_for_as_far_as_the_phone_knows_them(phone: Any, health: Any) -> None:
    phone.allows()
    phone.fake.unknown.add("android.permission.health.READ_EXERCISE_ROUTES")
    asked: list[Any] = []

    class Screen:
        def request_permissions(self, permissions: Any, on_complete: Any) -> None:
            asked.append([str(one) for one in permissions])
            on_complete(permissions, [])

    assert health.request_status() == 1
    done: list[int] = []
    health.ask(Screen(), lambda: done.append(1))
    assert done == [1]
    assert health.request_status() == 2  # though nothing was allowed
    assert "android.permission.health.READ_EXERCISE" in asked[0]
    assert "android.permission.health.READ_EXERCISE_ROUTES" not in asked[0]
    assert not [one for one in asked[0] if ".WRITE_" in one]
    assert "READ_EXERCISE_ROUTES" not in health.permissions()
    assert set(health.permissions().values()) == {False}
    health.ask(Screen(), lambda: None, writing=True)
    assert "android.permission.health.WRITE_EXERCISE_ROUTE" in asked[1]


def test_settings_open_where_this_app_is(phone: Any, health: Any) -> None:
    health.allowed.show_settings(phone.context)
    [intent] = phone.fake.started
    assert intent.getAction() == "android.health.connect.action.MANAGE_HEALTH_PERMISSIONS"
    assert intent.getStringExtra("android.intent.extra.PACKAGE_NAME") == phone.fake.PACKAGE
