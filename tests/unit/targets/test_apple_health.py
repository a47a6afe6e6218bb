"""How often a delivery asks whether the phone has written it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitglue.domain.errors import NeedsUser, Processing
from fitglue.domain.health_writes import HealthWrite, Standing
from fitglue.domain.plugins import TargetTools
from fitglue.targets.apple_health import AppleHealthSettings, plugin
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.health_outbox import MemoryOutbox


@dataclass(slots=True)
class SilentPhone(MemoryOutbox):
    """Has taken a write some time ago, and said nothing since."""

    silent_for: timedelta = timedelta()

    def put(self, write: HealthWrite) -> Standing:
        asked_at = datetime.now(UTC) - self.silent_for
        standing = MemoryOutbox.put(self, write)
        return replace(standing, written_version=0, asked_at=asked_at)


def looks_after(silent_for: timedelta) -> float | None:
    tools = TargetTools(
        settings=AppleHealthSettings(copies=True), output=Path(), owner="kim",
        health=SilentPhone(silent_for=silent_for),
    )  # fmt: skip
    with pytest.raises(Processing) as told:
        plugin.deliver(an_activity(a_run()), tools)
    return told.value.retry_after_s


def test_it_looks_ever_less_often_whether_a_silent_phone_has_written() -> None:
    assert looks_after(timedelta(0)) == 60
    assert looks_after(timedelta(hours=1)) == pytest.approx(900, abs=1)
    assert looks_after(timedelta(hours=47)) == 3600


def test_after_two_days_it_asks_the_person() -> None:
    with pytest.raises(NeedsUser, match="two days"):
        looks_after(timedelta(hours=49))
