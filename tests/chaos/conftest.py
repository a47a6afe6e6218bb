"""How long the series are: a small honest share by default, the whole with `bin/test --full`."""

import pytest


@pytest.fixture
def lives(is_full: bool) -> int:
    """How often a process is killed at each moment."""
    return 50 if is_full else 2


@pytest.fixture
def cuts(is_full: bool) -> int:
    """How often the power is cut."""
    return 200 if is_full else 5


@pytest.fixture
def outage_s(is_full: bool) -> float:
    """How long a database comes and goes."""
    return 180 if is_full else 10


@pytest.fixture
def crowd(is_full: bool) -> int:
    """How many workouts somebody has waiting."""
    return 1000 if is_full else 200
