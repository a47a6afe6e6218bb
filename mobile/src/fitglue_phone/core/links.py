"""Links that lead to the app, `fitglue://pair?…`: told to the pages, which may come later."""

import threading
from collections.abc import Callable


class Links:
    """Passes each link on, or keeps the newest until somebody wants it."""

    def __init__(self) -> None:
        self._change = threading.Lock()
        self._waiting: list[str] = []
        self._told: list[Callable[[str], None]] = []

    def came(self, link: str) -> None:
        """Tell of a link, or keep it in the place of an earlier one."""
        with self._change:
            told = list(self._told)
            self._waiting = [] if told else [link]
        for one in told:
            one(link)

    def when_came(self, told: Callable[[str], None]) -> None:
        """Say whom to tell, in the place of whoever was told before; what waits is told at once."""
        with self._change:
            self._told = [told]
            waiting, self._waiting = self._waiting, []
        for link in waiting:
            told(link)
