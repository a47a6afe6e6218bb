"""Apprise in its own process: what arrives, and what is told of what does not."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from fitglue.channels.apprise import send
from fitglue.domain.errors import Delivery, Refused, Transient, Unknown
from fitglue.domain.notification import Message
from fitglue.domain.secret import Secret
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.ntfy import Ntfy, Posted
from fitglue.testing.web_site import served

pytestmark = pytest.mark.skipif(not find_spec("apprise"), reason="Apprise is not installed")

MESSAGE = Message("Strava needs you", "Press “Connect again”.", "https://glue.example/connections")
HERE = "127.0.0.1"


@pytest.fixture
def ntfy() -> Ntfy:
    return Ntfy()


@pytest.fixture
def address(ntfy: Ntfy) -> Iterator[str]:
    with served(ntfy) as site:
        yield site.replace("http://", "ntfy://") + "/runs"


def _send(address: str, allowed: str = HERE) -> None:
    send(Secret(address), MESSAGE, allowed)


def test_a_message_arrives_once_with_its_link(ntfy: Ntfy, address: str) -> None:
    _send(address)
    text = "Press “Connect again”.\n\nhttps://glue.example/connections"
    assert ntfy.posted == [Posted("runs", "Strava needs you", text)]


def test_an_address_inside_is_reached_only_if_the_operator_allows_it(
    ntfy: Ntfy, address: str
) -> None:
    with pytest.raises(Refused) as refused:
        _send(address, allowed="")
    assert "does not connect to 127.0.0.1" in refused.value.sentence
    assert "FITGLUE_ALLOWED_HOSTS" in refused.value.next_step
    assert ntfy.faults.calls == 0


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        (Fault.BROKEN, Transient, 0),
        (Fault.BUSY, Transient, 0),
        (Fault.LOST, Unknown, 1),
        (Fault.SILENT, Unknown, 0),
    ],
)
def test_what_surely_did_not_arrive_is_told_from_what_may_have(
    ntfy: Ntfy, address: str, fault: Fault, kind: type[Delivery], arrived: int
) -> None:
    ntfy.faults.script += [fault]
    with pytest.raises(kind):
        _send(address)
    assert (ntfy.faults.calls, len(ntfy.posted)) == (1, arrived)


def test_a_server_that_lets_nobody_in_is_not_asked_again(ntfy: Ntfy, address: str) -> None:
    ntfy.token = "tk_other"  # noqa: S105 - of a stand-in
    with pytest.raises(Refused, match="does not let FitGlue in"):
        _send(address)


def test_nobody_is_sent_on_to_elsewhere(ntfy: Ntfy, address: str) -> None:
    elsewhere = Ntfy()
    with served(elsewhere) as site:
        ntfy.moved_to = f"{site}/runs"
        with pytest.raises(Refused, match="elsewhere"):
            _send(address + "?redirect=yes")
    assert elsewhere.faults.calls == 0


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(Transient, match="cannot be reached"):
        _send(f"ntfy://{HERE}:9/runs")
