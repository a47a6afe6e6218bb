"""A person, and a Strava that stands in."""

from collections.abc import Iterator

import pytest

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.connected_person import ConnectedPerson, ServedStrava, served_strava


@pytest.fixture
def kim(settings: Settings) -> Iterator[ConnectedPerson]:
    """Somebody on a server that may ask this machine."""
    own = settings.model_copy(update={"allowed_hosts": "127.0.0.1"})
    instance = open_instance(own)
    yield ConnectedPerson(instance)
    instance.close()


@pytest.fixture
def strava() -> Iterator[ServedStrava]:
    """A Strava with one athlete, whose app may lead back to this machine."""
    with served_strava() as strava:
        yield strava
