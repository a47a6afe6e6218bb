"""A Showcase in memory, for tests of targets."""

from dataclasses import dataclass

from fitglue.domain.errors import Withdrawn
from fitglue.domain.showcase import PageLink, ShowcasePage

_LINK = PageLink("page-1", "/s/secret-1")


@dataclass(slots=True)
class MemoryShowcase:
    """Holds the page of one activity; `is_withdrawn` after its owner took it down."""

    page: ShowcasePage | None = None
    is_withdrawn: bool = False

    def put(self, page: ShowcasePage) -> PageLink:
        """Keep it. Raises Withdrawn."""
        if self.is_withdrawn:
            raise Withdrawn("You took its page down.")
        self.page = page
        return _LINK

    def find(self) -> PageLink | None:
        """Give its link while there is a page."""
        return None if self.page is None else _LINK

    def remove(self) -> None:
        """Forget it."""
        self.page = None
