"""The app: one window, a walk, and a page that is drawn when it has become another one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import toga

from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile
from fitglue_phone.screens.drawn.drawing import Drawing, Typed
from fitglue_phone.screens.drawn.look import DARK, LIGHT, SIDE, Look
from fitglue_phone.screens.drawn.pieces import Pieces
from fitglue_phone.screens.drawn.wrapping import Measure
from fitglue_phone.screens.facts import Core
from fitglue_phone.screens.page import Page, Press
from fitglue_phone.screens.walk import Means, Walk

PHONE = (390, 844)
_EVERY_S = 2.0
_SCROLLBAR = 14


def drawn(
    page: Page, look: Look, width: float, pressed: Callable[[Press], None], typed: Typed
) -> toga.Box:
    """Draw a page for a window of a width."""
    pieces = Pieces(look, Measure(), width - 2 * SIDE - _SCROLLBAR, pressed)
    return Drawing(pieces, typed).page(page)


class Shell(toga.App):
    """The app around the pages.

    `starts` is called while the app launches, on its own thread: a phone registers there what it
    may be woken for.
    """

    def __init__(
        self, core: Core, around: Around, chosen: ChosenFile, starts: Callable[[], None]
    ) -> None:
        self._starts = starts
        self._workers = _workers()
        self._core = core
        self.walk = Walk(Means(core, around, chosen, self._run), self._changed)
        self._drawn: tuple[Page, float, Look] | None = None
        super().__init__("FitGlue", "org.fitglue.phone")

    def startup(self) -> None:
        """Have everything registered, show the window, and look."""
        self._starts()
        self.main_window = toga.MainWindow(title="FitGlue", size=PHONE)
        self.main_window.on_resize = lambda *_, **__: self.draw()
        self.draw()
        self.main_window.show()
        self.walk.look()

    async def on_running(self) -> None:
        """Look again every moment, and go on with what is still to be read or sent."""
        while True:
            await asyncio.sleep(_EVERY_S)
            self.walk.look()
            if self._is_at_work():
                self._run(self._core.wake)

    def draw(self) -> None:
        """Draw the page, if it has become another one."""
        width = self.main_window.size.width
        look = DARK if self.dark_mode else LIGHT
        page = self.walk.page()
        if self._drawn == (page, width, look):
            return
        self._drawn = page, width, look
        self.main_window.content = drawn(page, look, width, self.walk.press, self._typed)

    def settles(self) -> None:
        """Wait for all that was asked for, and draw it; for tests, which run no loop."""
        self._workers.shutdown()
        self._workers = _workers()
        self.draw()

    def _typed(self, name: str, value: str) -> None:
        self.walk.typed[name] = value

    def _run(self, does: Callable[[], None]) -> None:
        self._workers.submit(self._does, does)

    def _does(self, does: Callable[[], None]) -> None:
        """Do it on a thread of its own; an error goes where the app's own errors go."""
        try:
            does()
        except Exception as error:  # noqa: BLE001 - nobody else meets it here
            self.loop.call_soon_threadsafe(
                self.loop.call_exception_handler, {"message": "in a page", "exception": error}
            )

    def _changed(self) -> None:
        self.loop.call_soon_threadsafe(self.draw)

    def _is_at_work(self) -> bool:
        facts = self.walk.facts
        if facts is None or not facts.state.is_paired or not facts.state.is_let_in:
            return False
        is_held = facts.state.next_try_s is not None and facts.state.next_try_s > facts.now_s
        return not is_held and bool(facts.state.waiting or facts.state.reading)


def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="pages")
