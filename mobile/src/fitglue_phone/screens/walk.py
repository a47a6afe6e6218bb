"""The walk through the pages: where a person is, what was typed, and what a press does.

Everything that may wait (the server, the health store) is handed to `run`, which does it elsewhere;
`changed` is called when the page may be another one, from whatever thread that was. Only what shows
something of the system's own (its settings, a browser, its sheet to share) is done where the press
came from, which is the app's own thread.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from fitglue_phone.core.pairing import Invitation, NotPaired, invitation_of, invited
from fitglue_phone.core.ports import HealthFailure, Locked
from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile
from fitglue_phone.screens.facts import Chosen, Core, Facts, facts_of
from fitglue_phone.screens.page import Act, Card, Page, Place, Press, Progress, Tone
from fitglue_phone.screens.pages import history, home, reading, settings, welcome, why, workouts

_IN_LIST = 30
_BEFORE_PAIRING = frozenset({Place.WELCOME, Place.PAIR, Place.SIGN_IN})

Run = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Means:
    """What a walk is made with: the engine, its platform, a file, and somebody to do the work."""

    core: Core
    around: Around
    chosen: ChosenFile
    run: Run
    now_s: Callable[[], float] = time.time


class Walk:
    """One person's way through the app."""

    def __init__(self, means: Means, changed: Callable[[], None]) -> None:
        self._means, self._changed = means, changed
        self.facts: Facts | None = None
        self.place = Place.WELCOME
        self.typed: dict[str, str] = {}
        self._range = history.EVERYTHING
        self._most = _IN_LIST
        self._said: Card | None = None
        self._busy = ""
        self._asked: Invitation | None = None

    def look(self) -> None:
        """Take a new picture of how things are."""
        self._means.run(self._look)

    def page(self) -> Page:
        """Give the page, with what is to be said of the last press on top."""
        page = self._plain()
        above = [Progress(None, self._busy)] if self._busy else []
        said = [one for one in (self._said, self._question()) if one]
        return replace(page, blocks=(*above, *said, *page.blocks))

    def press(self, press: Press) -> None:
        """Do what was pressed; while something is asked for, another press only leads away."""
        match press.act:
            case Act.GO:
                self._go(Place(press.what))
            case Act.CHOOSE if press.what in history.RANGES:
                self._range = press.what
                self._changed()
            case Act.MORE:
                self._most += _IN_LIST
                self.look()
            case Act.OPEN:
                self._open(press.what)
            case Act.OPEN_SETTINGS:
                self._means.around.open_settings()
            case Act.SHARE:
                self._share()
            case _ if not self._busy:
                self._work(press)
            case _:
                return

    def opens(self, link: str) -> None:
        """Show what a link asks for, on the app's own thread; a press pairs, and nothing else.

        The camera, a browser or a message hands links over, and anybody can have made one.
        """
        self.place, self._said, self._asked = Place.PAIR, None, None
        try:
            self._asked = invitation_of(link)
        except NotPaired as problem:
            self._said = _trouble(problem.sentence, problem.next_step)
        else:
            self.typed.update(server=self._asked.server, code=self._asked.code)
        self._changed()
        self.look()

    def _go(self, place: Place) -> None:
        self.place, self._said, self._asked = place, None, None
        self._changed()
        self.look()

    def _open(self, path: str) -> None:
        """Open a page of the server: its address is typed or scanned, and checked when pairing."""
        server = self.facts.state.server if self.facts else ""
        if urlsplit(server).scheme in {"http", "https"}:
            self._means.around.open_address(server.rstrip("/") + path)

    def _work(self, press: Press) -> None:
        busy, does = self._works()[press.act]
        self._busy, self._said, self._asked = busy, None, None
        self._changed()
        self._means.run(lambda: self._tried(does, press))

    def _works(self) -> Mapping[Act, tuple[str, Callable[[str], None]]]:
        return {
            Act.PAIR: ("Asking the server…", self._pair),
            Act.SIGN_IN: ("Asking the server…", self._sign_in),
            Act.SIGN_OUT: ("", self._sign_out),
            Act.ASK_HEALTH: ("Waiting for your choice…", self._ask_health),
            Act.CHECK: ("Looking…", lambda _: self._means.core.wake()),
            Act.SEND_HISTORY: ("Choosing…", self._send_history),
            Act.READ_AGAIN: ("Looking…", self._read_again),
            Act.PAUSE: ("", lambda _: self._means.core.pause_history()),
            Act.RESUME: ("Looking…", self._resume),
        }

    def _tried(self, does: Callable[[str], None], press: Press) -> None:
        """Do it; what went wrong is said on the page, and never lost."""
        try:
            does(press.what)
        except NotPaired as problem:
            self._said = _trouble(problem.sentence, problem.next_step)
        except Locked:
            self._said = _trouble("The phone was locked.", "Unlock it and try again.")
        except HealthFailure as failure:
            self._said = _trouble(str(failure), "Try again in a moment.")
        finally:
            self._busy = ""
        self._look()

    def _look(self) -> None:
        means = self._means
        chosen = means.chosen.get()
        now_s = means.now_s()
        ranges = {name: history.since(name, now_s) for name in history.RANGES}
        facts = facts_of(means.core, now_s, ranges, chosen, self._most)
        if chosen and not chosen.is_done and not facts.left and not facts.state.waiting:
            means.chosen.put(replace(chosen, is_done=True))
        self.facts = replace(facts, can_share=means.around.share is not None)
        self._settle(facts.state.is_paired)
        self._changed()

    def _settle(self, is_paired: bool) -> None:  # noqa: FBT001 - the one thing that decides
        """Lead a phone that is not paired to the beginning, and one that is past it."""
        is_before = self.place in _BEFORE_PAIRING
        if not is_paired and not is_before:
            self.place = Place.WELCOME
        elif is_paired and self.place is Place.WELCOME:
            self.place = Place.HOME

    def _question(self) -> Card | None:
        facts = self.facts or Facts()
        return welcome.asked(self._asked, facts.state) if self._asked else None

    def _plain(self) -> Page:
        facts = self.facts or Facts()
        back = Place.HOME if facts.state.is_paired else Place.WELCOME
        pages: Mapping[Place, Callable[[], Page]] = {
            Place.WELCOME: welcome.welcome,
            Place.PAIR: lambda: welcome.pair(self.typed, back),
            Place.SIGN_IN: lambda: welcome.sign_in(self.typed),
            Place.READING: lambda: reading.reading(facts),
            Place.HOME: lambda: home.home(facts),
            Place.WORKOUTS: lambda: workouts.workouts(facts, self._most),
            Place.HISTORY: lambda: history.history(facts, self._range),
            Place.WHY: lambda: why.why(facts),
            Place.REPORT: lambda: why.report(facts),
            Place.SETTINGS: lambda: settings.settings(facts),
            Place.LEAVING: lambda: settings.leaving(facts),
        }
        return pages[self.place]()

    def _pair(self, _: str) -> None:
        self._means.core.pair(_invitation(self.typed))
        self._was_let_in()

    def _sign_in(self, _: str) -> None:
        typed = self.typed
        self._means.core.sign_in(
            typed.get("server", ""), typed.get("email", ""), typed.pop("password", "")
        )
        self._was_let_in()

    def _was_let_in(self) -> None:
        self.typed.clear()
        self.place = Place.READING

    def _sign_out(self, _: str) -> None:
        self._means.core.sign_out()
        self.place = Place.WELCOME

    def _ask_health(self, _: str) -> None:
        self._means.around.ask_health()
        self.place = Place.HOME
        self._means.core.wake()

    def _send_history(self, name: str) -> None:
        means = self._means
        since_s = history.since(name, means.now_s())
        means.chosen.put(Chosen(since_s, means.core.estimate_history(since_s).workouts))
        means.core.send_history(since_s)
        means.core.wake()

    def _resume(self, _: str) -> None:
        self._means.core.pause_history(paused=False)
        self._means.core.wake()

    def _read_again(self, _: str) -> None:
        self._means.core.read_aside_again()
        self._means.core.wake()

    def _share(self) -> None:
        share = self._means.around.share
        if share and self.facts:
            share(why.text(self.facts))


def _invitation(typed: Mapping[str, str]) -> Invitation:
    """Read what was typed; the whole link of the QR code may stand in the place of the code."""
    code = typed.get("code", "").strip()
    if code.startswith("fitglue:"):
        return invitation_of(code)
    return invited(typed.get("server", ""), code)


def _trouble(sentence: str, next_step: str) -> Card:
    return Card(sentence, next_step, tone=Tone.NEEDS_YOU)
