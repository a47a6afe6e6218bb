"""Where one can go from every page, and which of it one is at."""

from dataclasses import dataclass

from fitglue.web.languages import marked
from fitglue.web.lines import Person


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the side: its page, its word, its picture, and what else belongs to it."""

    address: str
    name: str
    image: str
    holds: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Tell whether the page at `path` belongs here."""
        return any(
            path == part or path.startswith(f"{part}/") for part in (self.address, *self.holds)
        )


_NEWS = Place("/notifications", marked("Notifications"), "bell")
_HEALTH = Place("/health", marked("Health"), "health")
_ADMIN = Place("/admin", marked("Server"), "server", ("/people",))
_DAILY = (
    Place("/", marked("Home"), "home"),
    Place("/activities", marked("Activities"), "activities"),
    Place("/pipelines", marked("Pipelines"), "pipelines", ("/runs", "/boosters")),
    Place("/inputs", marked("Questions"), "questions"),
)
_COMING_IN = (
    Place("/connections", marked("Connections"), "connections", ("/settings/phones",)),
    Place("/imports", marked("Import"), "import"),
)
_AROUND = (
    Place("/settings", marked("Settings"), "settings"),
    Place("/help", marked("Help"), "help"),
)


def daily() -> tuple[Place, ...]:
    """Give the places that stand in the bar of a phone, beside "More"."""
    return _DAILY


def rest(person: Person) -> tuple[tuple[Place, ...], ...]:
    """Give the other places in their groups: behind "More" on a phone."""
    health = (_HEALTH,) if person.keeps_metrics else ()
    admin = (_ADMIN,) if person.is_admin else ()
    return (*_COMING_IN, *health), (*_AROUND, *admin)


def here(person: Person, path: str) -> Place | None:
    """Give the place of a page: the one that names it most exactly."""
    every = (*_DAILY, _NEWS, *(place for group in rest(person) for place in group))
    found = [place for place in every if place.has(path)]
    return max(found, key=lambda place: _exactness(place, path), default=None)


def _exactness(place: Place, path: str) -> int:
    parts = (place.address, *place.holds)
    return max(len(part) for part in parts if path == part or path.startswith(f"{part}/"))
