"""The Showcase: pages of activities on this server, each under a link that nobody can guess."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from fitglue.domain.activity import Activity
from fitglue.domain.errors import Gone, NeedsUser


class Audience(StrEnum):
    """Who may see a page."""

    LINK = "link"  # whoever has its link
    PROFILE = "profile"  # those, and everybody who finds it on the profile
    ME = "me"  # its owner, signed in


class Look(StrEnum):
    """The colours of a page; each has a light and a dark side."""

    MOSS = "moss"
    SEA = "sea"
    CLAY = "clay"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShowcasePage:
    """What a page shows. Its activity holds that and nothing else: the rest was taken out.

    Without `tells_time` the activity begins at midnight, for only its day is told.
    """

    activity: Activity
    audience: Audience = Audience.LINK
    look: Look = Look.MOSS
    tells_time: bool = False

    @property
    def day(self) -> date:
        """Give the day on which it was, where it was."""
        workout = self.activity.workout
        return workout.zone.local(workout.start).date()


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page's name, which tells nothing, and its address, which opens it."""

    id: str
    address: str


class Showcase(Protocol):
    """The page of one activity, as one target of one pipeline shows it."""

    def put(self, page: ShowcasePage) -> PageLink:
        """Show a page under its link, a new one the first time.

        Raises Withdrawn after its owner took it down.
        """
        ...

    def find(self) -> PageLink | None:
        """Give its link, if it is shown."""
        ...

    def remove(self) -> None:
        """Forget the page and its link."""
        ...


class NoShowcase:
    """There are no pages here."""

    def put(self, page: ShowcasePage) -> PageLink:
        """Say so."""
        del page
        raise NeedsUser("This FitGlue shows no pages.", "Leave the Showcase out of the pipeline.")

    def find(self) -> PageLink | None:
        """Find nothing."""

    def remove(self) -> None:
        """Say so."""
        raise Gone("This FitGlue shows no pages.")
