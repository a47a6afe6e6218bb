"""What every test can ask for."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from fitglue.formats.apple_export import compiled
from fitglue.security import passwords
from fitglue.testing.postgres import PostgresServer, is_installed, postgres_server

# A busy machine is no failure: timings belong to bench/. What must pass before a change lands asks
# the same every time; whoever works on the code, and the long series, ask something new.
settings.register_profile("patient", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("patient")

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLES = CHECKOUT.parent / "shared" / "samples"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector of garbage from what stays to the end: thousands of tests and modules.

    Else it goes through all of them again and again, here, during each test and in each fork.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes long begin first, so that no core ends alone with it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords in no time: the full third of a second, hundreds of times, is minutes.

    Servers that tests start as processes take the full time.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        yield


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    """Tell whether long series run whole, with `bin/test --full`; else they run a share."""
    return request.config.getoption("-m").startswith("full")


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real exports beside the checkout; they belong to others and are never copied into it."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the real exports are not there: {SAMPLES}")
    return SAMPLES


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own, gone at the end."""
    if not is_installed():
        pytest.skip("PostgreSQL is not installed: bin/test installs it")
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module", params=["in C", "in numpy"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test with the reader's part in C, and without it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "in numpy":
            patch.setattr(compiled, "module", None)
        elif compiled.module is None:
            pytest.skip("FitGlue was installed without its part in C")
        yield str(request.param)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # noqa: ANN201 - pytest's own wrapper protocol
    """Turn a skip into a failure where the real exports are there to be read."""
    outcome = yield
    report = outcome.get_result()
    in_c_alone = "in C" in item.name and compiled.module is None
    if (
        report.skipped
        and item.get_closest_marker("samples")
        and SAMPLES.is_dir()
        and not in_c_alone
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped although the real exports are there"
