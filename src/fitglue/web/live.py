"""Live updates: one connection per tab, over which all its islands are told what is new.

A tab asks for topics, `/events?topics=bell,activities,import:ID`, each with the mark of what it
shows already (`&seen=bell~3`). Somebody's write wakes all who listen; each topic is worked out once
per person and write, however many tabs ask, and told where its mark is another one. The id of an
event holds all marks, so whoever comes back with `Last-Event-ID` is told what they missed.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from dataclasses import dataclass
from time import monotonic
from weakref import WeakKeyDictionary

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from fitglue.web.events import event, quiet, retry
from fitglue.web.lines import Person
from fitglue.web.pages import Pages

_LOOK_EVERY_S = 1.0
_QUIET_S = 20.0  # proxies cut what is silent for longer
#: Then the tab comes back and shows its session again: who has signed out is told nothing more.
LASTS_S = 300.0
_COME_BACK_MS = 1500
_MARK_LENGTH = 16
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How a topic stands: a mark to compare by, and what is told of it."""

    mark: str
    text: str

    @classmethod
    def of(cls, text: str) -> "State":
        """Mark a text by itself."""
        return cls(hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH], text)


#: Works out a topic for a person; the last argument is what stands behind the topic's colon.
Topic = Callable[[Pages, Person, str], State | None]
Marks = Mapping[str, str]


class Pulse:
    """Wakes who listens when something was written; looks only while somebody listens."""

    def __init__(self, version: Callable[[], str]) -> None:
        self.number = 0
        self._version = version
        self._listeners = 0
        self._beat = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def heard(self) -> Generator[None]:
        """Look for as long as this is open."""
        self._listeners += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._looking.cancel()
                self._looking = None

    async def after(self, number: int) -> None:
        """Wait for a write that is newer than the one of that number."""
        while self.number == number:
            await self._beat.wait()

    def beat(self) -> None:
        """Wake all who wait."""
        self.number += 1
        self._beat.set()
        self._beat = asyncio.Event()

    async def _look(self) -> None:
        last = None  # what was written before the first look may have been missed: it wakes too
        while True:
            try:
                version = await run_in_threadpool(self._version)
            except SQLAlchemyError:
                log.warning("the database is away; live updates wait for it")
            else:
                if version != last:
                    last = version
                    self.beat()
            await asyncio.sleep(_LOOK_EVERY_S)


class Live:
    """Tells tabs what is new."""

    def __init__(self, pages: Pages, topics: Mapping[str, Topic]) -> None:
        self._pages = pages
        self._topics = topics
        self._pulses: WeakKeyDictionary[asyncio.AbstractEventLoop, Pulse] = WeakKeyDictionary()
        self._worked_out: dict[tuple[Person, str], asyncio.Task[State | None]] = {}
        self._of_write = -1
        self._is_over = False

    def knows(self, topic: str) -> bool:
        """Tell whether there is such a topic."""
        return topic.partition(":")[0] in self._topics

    def end(self) -> None:
        """End every connection, for the server stops."""
        self._is_over = True
        for pulse in self._pulses.values():
            pulse.beat()

    async def told(self, person: Person, asked: Marks) -> AsyncIterator[str]:
        """Tell of each topic that is asked for how it stands, whenever its mark is another one."""
        yield retry(_COME_BACK_MS)
        marks, until, pulse = dict(asked), monotonic() + LASTS_S, self._pulse()
        with pulse.heard():
            while not self._is_over and monotonic() < until:
                number = pulse.number
                for topic in asked:
                    state = await self._state(number, person, topic)
                    if state is not None and state.mark != marks[topic]:
                        marks[topic] = state.mark
                        yield event(topic, state.text, written(marks))
                try:
                    await asyncio.wait_for(pulse.after(number), _QUIET_S)
                except TimeoutError:
                    yield quiet()

    def _pulse(self) -> Pulse:
        loop = asyncio.get_running_loop()
        if loop not in self._pulses:
            self._pulses[loop] = Pulse(self._pages.instance.store.changes.version)
        return self._pulses[loop]

    async def _state(self, number: int, person: Person, topic: str) -> State | None:
        if number != self._of_write:
            self._worked_out, self._of_write = {}, number
        known = self._worked_out.get((person, topic))
        if known is None:
            name, _, of = topic.partition(":")
            work = run_in_threadpool(self._topics[name], self._pages, person, of)
            known = self._worked_out[person, topic] = asyncio.ensure_future(work)
        return await asyncio.shield(known)


def the_live(request: Request) -> Live:
    """Give what tells tabs of this application."""
    live = request.app.state.live
    assert isinstance(live, Live)  # noqa: S101 - create_app put it there
    return live


def written(marks: Marks) -> str:
    """Write marks as an event's id: `bell~3,activities~9f2c`."""
    return ",".join(f"{topic}~{mark}" for topic, mark in marks.items())


def read_marks(text: str) -> Marks:
    """Read marks; what is not one counts for nothing."""
    parts = (part.partition("~") for part in text.split(","))
    return {topic: mark for topic, tilde, mark in parts if tilde}
