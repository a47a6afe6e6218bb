"""Whatever happens in whatever order, the server has in the end what Health has."""

import json
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.ports import Answer
from fitglue_phone.simulated import Happening, Recorded
from fitglue_phone.simulated.life import RUNNING, WALKING
from fitglue_phone.simulated.phone import SimulatedPhone

DAY_S = 86400.0


class APhonesLife(RuleBasedStateMachine):
    """Workouts come, go and change, networks fail, the app and its phone end and begin."""

    @initialize()
    def begins(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.server = PhoneServer()
        self.losing = 0
        self.phone = SimulatedPhone(Path(self.folder.name), [], self.answer)
        self.recorded: list[Recorded] = []
        self.gone: set[str] = set()
        self.phone.pairs()
        self.phone.app.send_history()

    def teardown(self) -> None:
        self.everything_arrives()
        self.phone.app.close()
        self.folder.cleanup()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        status, told = self.server.answer(path.removeprefix("/api/v1"), headers, body)
        if self.losing > 0:
            self.losing -= 1
            return Answer(0, why="The reply was lost.")
        return Answer(status, json.dumps(told).encode())

    @rule(days_late=st.integers(0, 30), kind=st.sampled_from([RUNNING, WALKING]))
    def is_recorded(self, days_late: int, kind: int) -> None:
        start_s = self.phone.clock.now_s() - days_late * DAY_S - 600
        self.recorded.append(Recorded(len(self.recorded), kind, start_s, 3))
        self.happens("workout", self.recorded[-1])

    @rule(pick=st.integers(0, 99), what=st.sampled_from(["route", "series"]))
    def gets_a_part(self, pick: int, what: str) -> None:
        if there := self.there:
            self.happens(what, there[pick % len(there)])

    @rule(pick=st.integers(0, 99))
    def is_deleted(self, pick: int) -> None:
        if there := self.there:
            one = there[pick % len(there)]
            self.happens("deleted", one)
            self.gone.add(one.uuid)

    @rule(status=st.sampled_from([500, 507, 409]))
    def the_server_fails(self, status: int) -> None:
        self.server.failures.append(status)

    @rule(replies=st.integers(1, 3))
    def replies_are_lost(self, replies: int) -> None:
        self.losing = replies

    @rule(locked=st.booleans(), offline=st.booleans())
    def conditions_change(self, *, locked: bool, offline: bool) -> None:
        self.phone.health.is_locked, self.phone.uploader.offline = locked, offline

    @rule(seconds=st.integers(-4000, 90_000))
    def time_passes(self, seconds: int) -> None:
        if seconds > 0 or not self.recorded:
            self.phone.clock.passes(seconds)

    @rule()
    def wakes(self) -> None:
        self.phone.app.wake()

    @rule()
    def is_relaunched(self) -> None:
        self.phone.is_relaunched()

    @rule()
    def anchors_are_lost(self) -> None:
        self.phone.health.generation += 1

    @invariant()
    def the_server_has_nothing_that_was_never_recorded(self) -> None:
        assert set(self.server.parts) <= {one.uuid for one in self.recorded}

    @property
    def there(self) -> list[Recorded]:
        return [one for one in self.recorded if one.uuid not in self.gone]

    def happens(self, what: str, one: Recorded) -> None:
        self.phone.health.happens(Happening(self.phone.clock.now_s(), what, one))

    def everything_arrives(self) -> None:
        self.conditions_change(locked=False, offline=False)
        for _ in range(12):
            self.phone.wakes(2, every_s=4000)
        self.phone.wakes(2, every_s=2 * DAY_S)
        assert self.phone.app.state().is_up_to_date
        kept = {uuid for uuid, parts in self.server.parts.items() if parts}
        assert kept == {one.uuid for one in self.there}
        for one in self.there:
            workout = self.phone.health.workout(one.uuid)
            assert workout is not None
            parts = 1 + sum(1 for _ in self.phone.health.routes(workout))
            parts += sum(1 for _ in self.phone.health.series(workout))
            assert len(self.server.items(one.uuid)) == parts


APhonesLife.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestAPhonesLife = APhonesLife.TestCase
