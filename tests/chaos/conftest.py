"""How long the series are: a small honest share by default, the whole with `bin/test --full`."""

import pytest


def _is_full(request: pytest.FixtureRequest) -> bool:
    return request.config.getoption("-m").startswith("full")


@pytest.fixture
def lives(request: pytest.FixtureRequest) -> int:
    """How often a process is killed at each moment."""
    return 50 if _is_full(request) else 3


@pytest.fixture
def cuts(request: pytest.FixtureRequest) -> int:
    """How often the power is cut."""
    return 200 if _is_full(request) else 5


@pytest.fixture
def outage_s(request: pytest.FixtureRequest) -> float:
    """How long a database comes and goes."""
    return 180 if _is_full(request) else 15


@pytest.fixture
def crowd(request: pytest.FixtureRequest) -> int:
    """How many workouts somebody has waiting."""
    return 1000 if _is_full(request) else 200
