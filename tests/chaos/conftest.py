"""How long the series are: a small honest share by default, the whole with `bin/test --full`."""

import pytest


@pytest.fixture
def lives(request: pytest.FixtureRequest) -> int:
    """How often a process is killed at each moment."""
    return 50 if "full" in request.config.getoption("-m").replace("not full", "", 1) else 3
