"""The list beside every page of the settings."""

from dataclasses import dataclass

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


_YOU = Group("You", (
    Door("/settings", "Profile", "Name, units, time zone, appearance"),
    Door("/settings/body", "Heart rate and power", "Your zones, and what estimates need"),
    Door("/settings/places", "Privacy zones", "Where nobody may see you"),
))  # fmt: skip
_WORKOUTS = Group("Workouts", (
    Door("/settings/workouts", "Recordings and maps", "Late parts, whose word counts, map tiles"),
    Door("/settings/health", "Health metrics", "Sleep, weight, resting heart rate"),
    Door("/settings/showcase", "Showcase", "What you show to others, and your profile"),
    Door("/settings/phones", "Phones", "What sends your workouts as they happen"),
    Door("/settings/notifications", "Notifications", "By e-mail, on your phone or in a chat"),
))  # fmt: skip
_WAYS_IN = Group("Getting in", (
    Door("/settings/sign-in", "Password and passkeys", "How you sign in"),
    Door("/settings/email", "E-mail address", "What you sign in with"),
    Door("/settings/sessions", "Signed-in browsers", "Where you are signed in"),
    Door("/settings/tokens", "Tokens for programs", "Scripts and apps that act for you"),
    Door("/settings/log", "What happened to your account", "Sign-ins, passwords, tokens"),
))  # fmt: skip
_OWN = Group("What is yours", (
    Door("/settings/export", "Export everything", "In open formats, to import again"),
    Door("/settings/erase", "Erase everything", "For good, with a proof"),
))  # fmt: skip
_PLAN = Door("/settings/plan", "Plan", "What you have, and what is left of this month")
_PEOPLE = Door("/people", "People", "Who has an account here")


def groups(person: Person, *, has_plans: bool) -> tuple[Group, ...]:
    """Give the pages that this person has."""
    own = Group(_OWN.name, (_PLAN, *_OWN.doors)) if has_plans else _OWN
    here = (Group("This server", (_PEOPLE,)),) if person.is_admin else ()
    return (_YOU, _WORKOUTS, _WAYS_IN, own, *here)
