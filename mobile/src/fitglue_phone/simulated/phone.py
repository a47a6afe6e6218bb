"""A whole phone in one process: a clock that is set, a keychain, a server that is a function."""

import gzip
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from fitglue_phone.core.engine import Engine
from fitglue_phone.core.pairing import invited
from fitglue_phone.core.ports import (
    Answer,
    Locked,
    PhoneFacts,
    Ports,
    Question,
    Upload,
)
from fitglue_phone.simulated.health import SimulatedHealth
from fitglue_phone.simulated.life import Happening
from fitglue_phone.simulated.metrics import SimulatedMetrics
from fitglue_phone.simulated.writing import SimulatedWriting

#: 14 November 2026, 12:00 UTC.
AUTUMN_S = 1_794_657_600.0
CODE = "4J7K-QX2RM-8TTWY"

Answering = Callable[[str, dict[str, str], bytes], Answer]


class SetClock:
    """A clock that stands until somebody sets it."""

    def __init__(self, now_s: float = AUTUMN_S) -> None:
        self.time_s = now_s

    def now_s(self) -> float:
        """Give Unix seconds."""
        return self.time_s

    def passes(self, seconds: float) -> None:
        """Let time pass, or go back."""
        self.time_s += seconds


class MemoryKeychain:
    """A keychain that lives as long as the phone, whatever becomes of the app."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.is_locked = False

    def get(self, name: str) -> str | None:
        """Give a secret. Raises Locked."""
        self._open()
        return self.secrets.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises Locked."""
        self._open()
        self.secrets[name] = value

    def forget(self, name: str) -> None:
        """Forget a secret. Raises Locked."""
        self._open()
        self.secrets.pop(name, None)

    def _open(self) -> None:
        if self.is_locked:
            raise Locked


class BackgroundUploader:
    """Uploads as iOS does: begun now, answered when the system says, in any order.

    `offline` answers everything with "nothing came back".
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._told: Callable[[str, Answer], None] | None = None
        self.begun: dict[str, Upload] = {}
        self.offline = False
        self.holds_back = False  # answers wait until `lets_go`
        self.portal: Answer | None = None  # what a hotel answers in the place of the server
        self.refuses: Callable[[bytes], int | None] = lambda _: None  # a status for an upload

    def ask(self, question: Question) -> Answer:
        """Ask at once."""
        return self._answer(question.url, question.headers, question.body)

    def send(self, upload: Upload) -> None:
        """Begin an upload; unless it is held back, it is answered at once."""
        self.begun[upload.name] = upload
        if not self.holds_back:
            self.lets_go()

    def under_way(self) -> frozenset[str]:
        """Name what was begun and not answered."""
        return frozenset(self.begun)

    def when_answered(self, told: Callable[[str, Answer], None]) -> None:
        """Say whom to tell."""
        self._told = told

    def lets_go(self) -> None:
        """Answer what was begun, the last one first."""
        while self.begun:
            name, upload = self.begun.popitem()
            answer = self._answered(upload)
            if self._told:
                self._told(name, answer)

    def _answered(self, upload: Upload) -> Answer:
        body = upload.file.read_bytes()
        status = self.refuses(gzip.decompress(body))
        if status is not None:
            return Answer(status)
        return self._answer(upload.url, upload.headers, body)

    def _answer(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self.offline:
            return Answer(0, why="There is no network.")
        if self.portal is not None:
            return self.portal
        return self._answering(urlsplit(url).path, dict(headers), body)


class NoticedScheduler:
    """Remembers what was asked for."""

    def __init__(self) -> None:
        self.after_s: float | None = None

    def wake_after(self, seconds: float) -> None:
        """Ask for one wake."""
        self.after_s = seconds


class SimulatedPhone:
    """A phone with the app on it. Its parts are there to be switched; `app` is the engine."""

    def __init__(
        self, folder: Path, happenings: Sequence[Happening], answering: Answering, seed: int = 1
    ) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.health = SimulatedHealth(happenings, self.clock)
        self.metrics = SimulatedMetrics(self.clock)
        self.writing = SimulatedWriting(self.health)
        self.keychain = MemoryKeychain()
        self.scheduler = NoticedScheduler()
        self.uploader = BackgroundUploader(answering)
        self.said = PhoneFacts(name="Sam's iPhone", os_version="27.1")
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self.app = self._started()

    def facts(self) -> PhoneFacts:
        """Give what the phone says of itself."""
        return self.said

    def is_relaunched(self) -> None:
        """End the app and start it again, as the system does."""
        self.app.close()
        self.app = self._started()

    def pairs(self, server: str = "https://fitglue.example", code: str = CODE) -> None:
        """Pair with a server."""
        self.app.pair(invited(server, code))

    def wakes(self, times: int = 1, every_s: float = 60.0) -> None:
        """Be woken, some time apart."""
        for _ in range(times):
            self.app.wake()
            self.clock.passes(every_s)

    def _started(self) -> Engine:
        ports = Ports(
            self.health, self.uploader, self.scheduler, self.keychain, self.clock, self,
            self.metrics, self.writing,
        )  # fmt: skip
        engine = Engine(ports, self.folder, self._chance)
        engine.start()
        return engine
