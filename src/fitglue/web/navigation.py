"""Where one can go from every page, and which of it one is at."""

from dataclasses import dataclass

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


_HEALTH = Place("/health", "Health", "health")
_ADMIN = Place("/admin", "Server", "server", ("/people",))
_PLACES = (
    Place("/", "Home", "home"),
    Place("/activities", "Activities", "activities"),
    Place("/pipelines", "Pipelines", "pipelines", ("/runs", "/boosters")),
    Place("/connections", "Connections", "connections", ("/settings/phones",)),
    Place("/inputs", "Questions", "questions"),
    Place("/imports", "Import", "import"),
    Place("/settings", "Settings", "settings"),
    Place("/help", "Help", "help"),
)


def places(person: Person) -> tuple[Place, ...]:
    """Give what this person can go to, in the order of the side."""
    health = (_HEALTH,) if person.keeps_metrics else ()
    admin = (_ADMIN,) if person.is_admin else ()
    return (*_PLACES[:-2], *health, *admin, *_PLACES[-2:])


def here(person: Person, path: str) -> Place | None:
    """Give the place of a page: the one that names it most exactly."""
    found = [place for place in places(person) if place.has(path)]
    return max(found, key=lambda place: _exactness(place, path), default=None)


def _exactness(place: Place, path: str) -> int:
    parts = (place.address, *place.holds)
    return max(len(part) for part in parts if path == part or path.startswith(f"{part}/"))
