"""The list beside every page of the settings."""

from dataclasses import dataclass

from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the settings, its name, and what it is about."""

    address: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together."""

    name: str
    doors: tuple[Door, ...]


_YOU = Group(
    marked("You"),
    (
        Door("/settings", marked("Profile"), marked("Name, units, time zone, appearance")),
        Door(
            "/settings/body",
            marked("Heart rate and power"),
            marked("Your zones, and what estimates need"),
        ),
        Door("/settings/places", marked("Privacy zones"), marked("Where nobody may see you")),
    ),
)
_WORKOUTS = Group(
    marked("Workouts"),
    (
        Door(
            "/settings/workouts",
            marked("Recordings and maps"),
            marked("Late parts, whose word counts, map tiles"),
        ),
        Door(
            "/settings/health",
            marked("Health metrics"),
            marked("Sleep, weight, resting heart rate"),
        ),
        Door(
            "/settings/showcase",
            marked("Showcase"),
            marked("What you show to others, and your profile"),
        ),
        Door(
            "/settings/phones", marked("Phones"), marked("What sends your workouts as they happen")
        ),
        Door(
            "/settings/notifications",
            marked("Notifications"),
            marked("By e-mail, on your phone or in a chat"),
        ),
    ),
)
_WAYS_IN = Group(
    marked("Getting in"),
    (
        Door("/settings/sign-in", marked("Password and passkeys"), marked("How you sign in")),
        Door("/settings/email", marked("E-mail address"), marked("What you sign in with")),
        Door("/settings/sessions", marked("Signed-in browsers"), marked("Where you are signed in")),
        Door(
            "/settings/tokens",
            marked("Tokens for programs"),
            marked("Scripts and apps that act for you"),
        ),
        Door(
            "/settings/log",
            marked("What happened to your account"),
            marked("Sign-ins, passwords, tokens"),
        ),
    ),
)
_OWN = Group(
    marked("What is yours"),
    (
        Door(
            "/settings/export",
            marked("Export everything"),
            marked("In open formats, to import again"),
        ),
        Door("/settings/erase", marked("Erase everything"), marked("For good, with a proof")),
    ),
)
_PLAN = Door(
    "/settings/plan", marked("Plan"), marked("What you have, and what is left of this month")
)
_PEOPLE = Door("/people", marked("People"), marked("Who has an account here"))


def groups(person: Person, *, has_plans: bool) -> tuple[Group, ...]:
    """Give the pages that this person has."""
    own = Group(_OWN.name, (_PLAN, *_OWN.doors)) if has_plans else _OWN
    here = (Group(gettext("This server"), (_PEOPLE,)),) if person.is_admin else ()
    return (_YOU, _WORKOUTS, _WAYS_IN, own, *here)
