"""Stand-ins fail as they are told to, and the harness delivers all the same."""

from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from fitglue.domain.activity import Activity
from fitglue.domain.asking import NotConnected
from fitglue.domain.errors import Processing, Refused, Transient, Unknown
from fitglue.domain.plugins import Ability, About, NoSettings, PluginKind, Receipt, TargetTools
from fitglue.testing.services.chaos import deliver_all, endure, short_runs
from fitglue.testing.services.faults import (
    CHAOS,
    LOST_REPLIES,
    Fault,
    Faults,
    Message,
    Receive,
    Scope,
    Send,
)
from fitglue.testing.web_site import served


class Notebook:
    """A stand-in that writes down what it is told."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults.around(self._pages, scope, receive, send)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError("only HTTP is spoken here")
        message: Message = await receive()
        self.lines.append(message["body"].decode())
        await send({"type": "http.response.start", "status": 201, "headers": []})
        await send({"type": "http.response.body", "body": b"written"})


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def address(notebook: Notebook) -> Iterator[str]:
    with served(notebook) as url:
        yield url


def told(address: str) -> httpx2.Response:
    return httpx2.post(address, content=b"a line", timeout=10)


def test_without_a_fault_all_goes_well(notebook: Notebook, address: str) -> None:
    assert told(address).status_code == 201
    assert notebook.lines == ["a line"]
    assert (notebook.faults.calls, notebook.faults.struck) == (1, 0)


@pytest.mark.parametrize(("fault", "lines"), [(Fault.BROKEN, 0), (Fault.BROKEN_LATE, 1)], ids=str)
def test_a_broken_service_answers_5xx(
    fault: Fault, lines: int, notebook: Notebook, address: str
) -> None:
    notebook.faults.script = [fault]
    assert told(address).is_server_error
    assert len(notebook.lines) == lines
    assert told(address).is_success


@pytest.mark.parametrize(("fault", "lines"), [(Fault.SILENT, 0), (Fault.LOST, 1)], ids=str)
def test_a_dropped_connection_gives_no_answer_at_all(
    fault: Fault, lines: int, notebook: Notebook, address: str
) -> None:
    notebook.faults.script = [fault]
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        told(address)
    assert len(notebook.lines) == lines
    assert told(address).is_success


def test_garbage_is_no_json(notebook: Notebook, address: str) -> None:
    notebook.faults.script = [Fault.GARBAGE]
    with pytest.raises(UnicodeDecodeError):
        told(address).json()
    assert notebook.lines


def test_a_busy_service_answers_in_its_own_words(notebook: Notebook, address: str) -> None:
    notebook.faults.script = [Fault.BUSY]
    answer = told(address)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert not notebook.lines


def test_only_requests_that_may_fail_take_a_word_of_the_script(
    notebook: Notebook, address: str
) -> None:
    notebook.faults.script = [Fault.BROKEN]
    notebook.faults.strikes = lambda method, _: method == "PUT"
    assert told(address).is_success
    assert httpx2.put(address, content=b"x").is_server_error


def drawn(seed: int) -> list[Fault]:
    faults = Faults(shares=CHAOS, seed=seed)
    return [faults._draw("GET", "/") for _ in range(10_000)]  # noqa: SLF001 - without a server


def test_the_same_seed_is_the_same_bad_day() -> None:
    assert drawn(3) == drawn(3) != drawn(4)


def test_faults_have_the_shares_that_were_asked_for() -> None:
    seen = Counter(drawn(1))
    for fault, share in CHAOS.items():
        assert seen[fault] / 10_000 == pytest.approx(share, abs=0.01)


class Ear:
    """A target that tells everything to a notebook, by name, which knows what it has."""

    about = About(
        id="ear", kind=PluginKind.TARGET, name="Ear", summary="Listens.", description="Listens.",
        abilities=frozenset({Ability.FIND}),
    )  # fmt: skip

    def __init__(self, notebook: Notebook, address: str) -> None:
        self.notebook, self.address = notebook, address

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        del tools
        try:
            answer = httpx2.post(self.address, content=activity.id.encode())
        except httpx2.TransportError as problem:
            raise Unknown("No answer.") from problem
        if answer.status_code == 429:
            raise Transient("Busy.")
        if answer.status_code != 201:
            raise Unknown("No good answer.")
        return Receipt(activity.id, "ear:")

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        del activity, tools
        return receipt

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        del tools
        return Receipt(activity.id, "ear:") if activity.id in self.notebook.lines else None


@pytest.mark.long
@pytest.mark.parametrize("shares", [CHAOS, LOST_REPLIES], ids=["chaos", "lost replies"])
def test_the_harness_delivers_all_of_them_once(
    shares: dict[Fault, float], notebook: Notebook, address: str
) -> None:
    notebook.faults.shares = shares
    endured = endure(
        Ear(notebook, address),
        NotConnected(),
        short_runs(60),
        faults=notebook.faults,
        remote=lambda: len(notebook.lines),
    )
    assert len(endured.receipts) == endured.remote == 60
    assert endured.faults
    assert endured.calls <= endured.least_calls(1)


class Slow(Ear):
    """A target that works on what it took."""

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        if not tools.ticket:
            raise Processing("Being worked on.", ticket=activity.id)
        return Receipt(tools.ticket, "slow:")


def test_the_harness_comes_back_with_the_ticket() -> None:
    runs = short_runs(3)
    receipts = deliver_all(Slow(Notebook(), ""), NotConnected(), runs)
    assert {name: receipt.id for name, receipt in receipts.items()} == {r.id: r.id for r in runs}


class Closed(Ear):
    """A target that takes nothing."""

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        del activity, tools
        raise Refused("No.")


def test_what_a_person_has_to_see_ends_the_harness() -> None:
    with pytest.raises(Refused):
        deliver_all(Closed(Notebook(), ""), NotConnected(), short_runs(1))


def test_short_runs_are_no_two_alike() -> None:
    runs = short_runs(40)
    assert len({run.id for run in runs}) == len({run.workout.start for run in runs}) == 40
    assert all(run.workout.elapsed_s == 60 for run in runs)
    assert isinstance(Slow.about.settings(), NoSettings)
