"""Every registered source that is asked what is new keeps its promises, against its stand-in."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest

from fitglue import registry
from fitglue.domain.arrival import SourceTools
from fitglue.domain.plugins import Polled
from fitglue.testing.conformance.polled import POLLED_PROMISES, Recorders
from fitglue.testing.services.intervals.account import intervals_account

#: A connected account at the stand-in of each service.
ACCOUNTS: Mapping[str, Callable[[], AbstractContextManager[Recorders]]] = {
    "intervals": intervals_account,
}
POLLED = {name: one for name, one in registry.plugins().items() if isinstance(one, Polled)}


@pytest.mark.parametrize("name", POLLED)
def test_a_polled_source_has_a_service_with_a_stand_in(name: str) -> None:
    assert POLLED[name].about.connection in ACCOUNTS
    assert POLLED[name].poll_every.total_seconds() > 0


@pytest.mark.parametrize("promise", POLLED_PROMISES)
@pytest.mark.parametrize("name", POLLED)
def test_a_polled_source_keeps_its_promises(name: str, promise: str) -> None:
    source = POLLED[name]
    tools = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
    with ACCOUNTS[source.about.connection]() as account:
        POLLED_PROMISES[promise](source, account, tools)
