"""How long the series are: a small honest share by default, the whole with `bin/test --full`."""

import pytest


@pytest.fixture
def lives(is_full: bool, request: pytest.FixtureRequest) -> range:
    """The numbers of the lives that end at a moment; the number says at which of its hits.

    Each moment on each database begins with another hit than its neighbours, so that a share has
    every moment, and every hit among the moments; the long series has each hit of each.
    """
    first = sum(request.node.callspec.indices.values())
    return range(first, first + (50 if is_full else 2))


@pytest.fixture
def tries(is_full: bool) -> int:
    """How often something quick is killed."""
    return 50 if is_full else 3


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
