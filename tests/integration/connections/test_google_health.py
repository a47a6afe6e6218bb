"""A person connects Google Health, and what their tracker recorded arrives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.testing.connected_person import REDIRECT, ConnectedPerson, pressed
from fitglue.testing.services.google_health import AUTHORIZE, LOCATION, GoogleHealth, SigningIn
from fitglue.testing.web_site import served


@dataclass(frozen=True)
class ServedGoogle:
    """The stand-in, what a person fills in to connect it, and its clock."""

    site: GoogleHealth
    form: dict[str, Any]
    clock: list[datetime]


@pytest.fixture
def google() -> Iterator[ServedGoogle]:
    clock = [datetime.now(UTC)]
    site = GoogleHealth(signing_in=SigningIn(redirect_uris={REDIRECT}, now=lambda: clock[0]))
    with served(site) as address:
        form = {
            "client_id": site.signing_in.client_id,
            "client_secret": site.signing_in.client_secret,
            "api_url": f"{address}/v4",
            "authorize_url": f"{address}/{AUTHORIZE}",
            "token_url": f"{address}/token",
            "revoke_url": f"{address}/revoke",
        }
        yield ServedGoogle(site, form, clock)


def test_it_is_connected_under_the_accounts_number(
    kim: ConnectedPerson, google: ServedGoogle
) -> None:
    row = kim.connects("google_health", google.form)
    assert row.state == ConnectionState.CONNECTED
    assert row.remote_id == google.site.health_user_id


def test_a_box_that_was_not_ticked_is_named(kim: ConnectedPerson, google: ServedGoogle) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "google_health", google.form)
    told = pressed(connecting.way_there(row, REDIRECT), without=[LOCATION])
    with pytest.raises(Denied, match=r"location\.readonly is missing"):
        connecting.come_back(kim.id, told)


def test_after_seven_days_in_testing_it_needs_its_owner_and_says_why(
    kim: ConnectedPerson, google: ServedGoogle
) -> None:
    google.site.signing_in.is_testing = True
    row = kim.connects("google_health", google.form)
    google.clock[0] += timedelta(days=8)
    with pytest.raises(NeedsUser, match="7 days have passed"):
        kim.instance.connecting.try_out(kim.id, row.id)
    assert kim.connection("google_health").state == ConnectionState.NEEDS_YOU
    google.site.signing_in.is_testing = False
    assert kim.connects_again(row).state == ConnectionState.CONNECTED
