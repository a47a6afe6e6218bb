"""No address that a person types leads inside, however it is written or answered."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat

import httpx2
import pytest

from fitglue.domain.errors import NeedsUser
from fitglue.security.safe_fetch import AllowedHosts, safe_client
from fitglue.testing.listeners import Listener, listening, says

#: One range a line: the ten that the promise is about, and those beyond.
RANGES = [
    "10.1.2.3", "172.16.5.6", "192.168.7.8", "127.0.0.1", "169.254.169.254", "100.64.0.9",
    "0.0.0.0", "fd00::1", "fe80::1", "::1",  # noqa: S104 - nobody listens there
    "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.192", "168.63.129.16",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    "::127.0.0.1", "fec0::1", "ff02::1", "::",
]  # fmt: skip
SPELLINGS = [
    "127.0.0.1", "localhost", "LOCALHOST.", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "00.0",
    "0.0.0.0",  # noqa: S104 - same
    "127.0.0.1.", "127.255.255.254", "[::]",
]  # fmt: skip


def answering(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    """A resolver that gives these addresses for every name."""
    return lambda _host, _port: addresses


@pytest.mark.parametrize("address", RANGES)
def test_a_name_that_leads_inside_is_refused(address: str, tried: list[object]) -> None:
    with (
        safe_client(resolve=answering(address)) as client,
        pytest.raises(NeedsUser) as refused,
    ):
        client.get("http://workouts.example/hook")
    assert "workouts.example" in refused.value.sentence
    assert "FITGLUE_ALLOWED_HOSTS=workouts.example" in refused.value.next_step
    assert tried == []


@pytest.mark.parametrize("address", RANGES)
def test_a_name_that_leads_to_both_sides_is_refused(address: str, tried: list[object]) -> None:
    for addresses in (("93.184.216.34", address), (address, "93.184.216.34")):
        with safe_client(resolve=answering(*addresses)) as client, pytest.raises(NeedsUser):
            client.get("https://workouts.example/")
    assert tried == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_reaches_it(
    host: str, inner: Listener, tried: list[object]
) -> None:
    with safe_client() as client:
        for typed in (f"http://{host}:{inner.port}/", f"https://{host}:{inner.port}/"):
            with pytest.raises((NeedsUser, httpx2.ConnectError)):
                client.post(typed, content=b"a workout")
    assert (inner.connections, tried) == (0, [])


@pytest.mark.parametrize(
    "typed",
    [
        "http://outside.example@127.0.0.1:{port}/",
        "http://outside.example:80@127.0.0.1:{port}/",
        "http://outside.example%40127.0.0.1:{port}/",
        "http://outside.example\\@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@outside.example/",
        "http://127.0.0.1:{port}#@outside.example/",
        "http://127.0.0.1:{port}?@outside.example/",
        "http://[::ffff:127.0.0.1%25lo]:{port}/",
        "http://127。0。0。1:{port}/",
        "http://①②⑦.0.0.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "127.0.0.1:{port}",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "http:127.0.0.1:{port}",
        "http://",
        "",
    ],
)
def test_no_trick_of_spelling_reaches_the_inside(
    typed: str, inner: Listener, tried: list[object]
) -> None:
    with safe_client() as client, pytest.raises((NeedsUser, httpx2.HTTPError)):
        client.get(typed.format(port=inner.port))
    assert inner.connections == 0
    assert not [address for address in tried if "127" in str(address)]


def test_no_port_of_this_machine_is_reached_unless_it_is_named(inner: Listener) -> None:
    with listening() as other:
        allowed = AllowedHosts.of(f"127.0.0.1:{other.port}")
        with safe_client(allowed) as client:
            assert client.get(other.address).text == "ok"
            with pytest.raises(NeedsUser):
                client.get(f"http://127.0.0.1:{inner.port}/")
    assert (other.connections, inner.connections) == (1, 0)


@pytest.mark.parametrize("setting", ["127.0.0.1", "127.0.0.0/8", "localhost,127.0.0.1"])
def test_what_the_operator_allows_is_reached(setting: str, inner: Listener) -> None:
    with safe_client(AllowedHosts.of(setting)) as client:
        assert client.get(f"http://127.0.0.1:{inner.port}/").text == "ok"
    assert inner.connections == 1


def test_a_name_is_allowed_without_its_neighbours(inner: Listener) -> None:
    with safe_client(AllowedHosts.of("nas.local"), resolve=answering("127.0.0.1")) as client:
        assert client.get(f"http://nas.local:{inner.port}/").text == "ok"
        with pytest.raises(NeedsUser):
            client.get(f"http://evil.example:{inner.port}/")
    assert inner.connections == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("follow", [False, True])
def test_nobody_is_sent_inside(status: int, follow: bool, inner: Listener) -> None:
    there = f"http://127.0.0.1:{inner.port}/latest/meta-data"
    answer = f"HTTP/1.1 {status} Go\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n"
    with (
        listening("127.0.0.2", says(answer.encode())) as outer,
        safe_client(AllowedHosts.of("127.0.0.2")) as client,
        pytest.raises(NeedsUser, match=r"127\.0\.0\.2 sends on"),
    ):
        client.post(outer.address, content=b"a workout", follow_redirects=follow)
    assert (outer.connections, inner.connections) == (1, 0)


@pytest.fixture
def twins() -> Iterator[tuple[Listener, Listener]]:
    """A server that may be reached and one that may not, at the same port."""
    closing = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"
    with listening("127.0.0.2", says(closing)) as outer, listening(port=outer.port) as inner:
        yield outer, inner


def test_a_name_that_changes_its_mind_leads_nowhere_else(
    twins: tuple[Listener, Listener],
) -> None:
    outer, inner = twins
    answers = chain(["127.0.0.2"], repeat("127.0.0.1"))
    asked: list[str] = []

    def changing(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return [next(answers)]

    with safe_client(AllowedHosts.of("127.0.0.2"), resolve=changing) as client:
        typed = f"http://rebound.example:{outer.port}/"
        assert client.get(typed).text == "ok"
        assert asked == ["rebound.example"]  # once, for the check and the connection
        with pytest.raises(NeedsUser):
            client.get(typed)
    assert (outer.connections, inner.connections) == (1, 0)


def test_the_server_hears_the_name_and_not_the_address(inner: Listener) -> None:
    allowed = AllowedHosts.of("127.0.0.1")
    with safe_client(allowed, resolve=answering("127.0.0.1")) as client:
        client.get(f"http://nas.example:{inner.port}/dav/")
    assert f"Host: nas.example:{inner.port}".encode() in inner.asked[0]


def test_the_next_address_is_tried_when_one_does_not_answer(inner: Listener) -> None:
    with listening("127.0.0.2") as gone:
        pass
    allowed = AllowedHosts.of("127.0.0.0/8")
    with safe_client(allowed, resolve=answering("127.0.0.2", "127.0.0.1")) as client:
        assert client.get(f"http://nas.example:{inner.port}/").text == "ok"
        with pytest.raises(httpx2.ConnectError):
            client.get(f"http://nas.example:{gone.port}/")


def test_a_name_without_an_address_does_not_answer() -> None:
    with (
        safe_client() as client,
        pytest.raises(httpx2.ConnectError, match=r"nowhere\.invalid has no address"),
    ):
        client.get("http://nowhere.invalid/")


@pytest.mark.parametrize(
    "typed",
    [
        "http://kim:hunter2@127.0.0.1/hook?key=hunter2",
        "http://kim:hunter2@0177.0.0.1/hook?key=hunter2",
        "ftp://kim:hunter2@outside.example/hunter2",
    ],
)
def test_no_error_tells_the_secrets_of_an_address(typed: str) -> None:
    with safe_client() as client, pytest.raises(NeedsUser) as refused:
        client.get(typed)
    assert "hunter2" not in refused.value.sentence + refused.value.next_step


def test_the_environment_s_proxy_is_not_asked(
    inner: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{inner.port}")
    with listening("127.0.0.2") as outer, safe_client(AllowedHosts.of("127.0.0.2")) as client:
        assert client.get(outer.address).text == "ok"
    assert inner.connections == 0


def test_one_person_s_cookie_is_not_sent_for_the_next() -> None:
    answer = b"HTTP/1.1 200 OK\r\nset-cookie: session=kims\r\ncontent-length: 2\r\n\r\nok"
    with (
        listening("127.0.0.1", says(answer)) as outer,
        safe_client(AllowedHosts.of("127.0.0.1")) as client,
    ):
        client.get(outer.address)
        client.get(outer.address)
    assert len(outer.asked) == 2
    assert b"kims" not in outer.asked[1]
