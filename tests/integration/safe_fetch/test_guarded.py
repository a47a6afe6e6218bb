"""Libraries that do their own networking are held to the same rule, and nobody else is."""

import smtplib
import socket
import threading
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fitglue.domain.errors import NeedsUser
from fitglue.security.safe_fetch import AllowedHosts, guarded
from fitglue.testing.listeners import Listener, listening, says

NOBODY = AllowedHosts()
Reach = Callable[[int], object]


def by_mail(port: int) -> None:
    smtplib.SMTP("localhost", port, timeout=5).close()


def by_url(port: int, host: str = "127.0.0.1") -> None:
    urllib.request.urlopen(f"http://{host}:{port}/", timeout=5).close()


def by_number(port: int) -> None:
    socket.create_connection(("2130706433", port), timeout=5).close()


def by_socket(port: int) -> None:
    with socket.socket() as one:
        one.connect(("127.0.0.1", port))


def by_socket_and_name(port: int) -> None:
    with socket.socket() as one:
        one.connect(("localhost", port))


def by_socket_without_errors(port: int) -> None:
    with socket.socket() as one:
        one.connect_ex(("127.0.0.1", port))


EVERY_WAY = [by_mail, by_url, by_number, by_socket, by_socket_and_name, by_socket_without_errors]


@pytest.mark.parametrize("reach", EVERY_WAY)
def test_no_library_reaches_the_inside(reach: Reach, inner: Listener, tried: list[object]) -> None:
    with pytest.raises(NeedsUser) as refused, guarded(NOBODY):
        reach(inner.port)
    assert "FITGLUE_ALLOWED_HOSTS=" in refused.value.next_step
    assert (inner.connections, tried) == (0, [])


@pytest.mark.parametrize("reach", EVERY_WAY)
def test_a_refusal_is_told_whatever_the_library_makes_of_it(reach: Reach, inner: Listener) -> None:
    with pytest.raises(NeedsUser), guarded(NOBODY), suppress(OSError):
        reach(inner.port)
    assert inner.connections == 0


def test_what_the_operator_allows_is_reached(inner: Listener) -> None:
    for setting in ("127.0.0.1", f"localhost:{inner.port}", "127.0.0.0/8"):
        with guarded(AllowedHosts.of(setting)):
            socket.create_connection(("localhost", inner.port), timeout=5).close()
    assert inner.connections == 3


def test_nothing_is_guarded_outside_of_the_block(inner: Listener) -> None:
    with guarded(NOBODY):
        pass
    by_url(inner.port)
    assert inner.connections == 1


def test_other_threads_are_untouched(inner: Listener) -> None:
    with guarded(NOBODY):
        other = threading.Thread(target=by_url, args=(inner.port,))
        other.start()
        other.join()
    assert inner.connections == 1


def test_a_block_within_a_block_has_its_own_rule(inner: Listener) -> None:
    with guarded(AllowedHosts.of("127.0.0.1")):
        with pytest.raises(NeedsUser), guarded(NOBODY):
            by_url(inner.port)
        by_url(inner.port)
    assert inner.connections == 1


def test_a_library_that_follows_is_stopped_at_the_second_step(inner: Listener) -> None:
    there = f"http://localhost:{inner.port}/"
    answer = f"HTTP/1.1 302 Go\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n"
    with (
        listening("127.0.0.2", says(answer.encode())) as outer,
        pytest.raises(NeedsUser, match="localhost"),
        guarded(AllowedHosts.of("127.0.0.2")),
    ):
        by_url(outer.port, "127.0.0.2")
    assert (outer.connections, inner.connections) == (1, 0)


def test_a_socket_of_this_machine_is_inside(tmp_path: Path) -> None:
    with (
        pytest.raises(NeedsUser, match="a socket of this machine"),
        guarded(NOBODY),
        socket.socket(socket.AF_UNIX) as one,
    ):
        one.connect(str(tmp_path / "docker.sock"))


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), guarded(NOBODY):
        raise ZeroDivisionError
