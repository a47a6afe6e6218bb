"""The first pages: what this is, and letting the phone in, by a code or by signing in."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fitglue_phone.core.pairing import Invitation
from fitglue_phone.core.state import State
from fitglue_phone.screens.page import (
    Act,
    Button,
    Buttons,
    Card,
    Field,
    Page,
    Place,
    Press,
    Words,
    go,
)

_WHERE = "In FitGlue on your computer, open Settings, Phones, and press Pair a phone."


def welcome() -> Page:
    """Say what this is and the one thing to do."""
    return Page(
        Place.WELCOME,
        "Your workouts, where you want them",
        "FitGlue reads workouts from this phone and sends them to your FitGlue server: each once, "
        "whole, with its route, heart rate and laps.",
        (
            Card(
                "Pair this phone",
                f"{_WHERE} Then point the camera at the picture there, or type the code below it. "
                "It takes a minute.",
                (
                    go("Type the code", Place.PAIR, is_main=True),
                    go("Sign in with a password", Place.SIGN_IN),
                ),
            ),
            Words(
                "Nothing is read before you say so, and nothing goes anywhere but to your server.",
                is_soft=True,
            ),
        ),
    )


def pair(typed: Mapping[str, str], back: Place) -> Page:
    """Ask for an address and a code."""
    return Page(
        Place.PAIR,
        "Pair with your server",
        f"{_WHERE} Point the camera at the picture there, or type what stands below it.",
        (
            _field(typed, "server", "The server's address", "fitglue.example"),
            _field(typed, "code", "The code under the picture", "4J7K-QX2RM-8TTWY"),
            Buttons(
                (
                    Button("Pair", Press(Act.PAIR), is_main=True),
                    go("Sign in with a password", Place.SIGN_IN),
                )
            ),
            Words("A code works for one phone, within 20 minutes.", is_soft=True),
        ),
        back,
    )


def asked(invitation: Invitation, state: State) -> Card:
    """Say what a link asks for: anybody can make one, so nothing is paired before a press."""
    host = urlsplit(invitation.server).netloc
    first = "Press Pair only if this is your own server: your workouts would go there."
    told = f"{first} The link's code is {invitation.code}."
    if state.is_paired and state.server == invitation.server:
        told = f"This phone is paired with it already; nothing needs to be done. {told}"
    elif state.is_paired:
        now = urlsplit(state.server).netloc
        told = f"This phone is paired with {now} now, and would send there no more. {told}"
    return Card(f"Pair with {host}?", told)


def sign_in(typed: Mapping[str, str]) -> Page:
    """Ask for an e-mail and a password."""
    return Page(
        Place.SIGN_IN,
        "Sign in",
        "The password is used once, to let this phone in. It is not kept here.",
        (
            _field(typed, "server", "The server's address", "fitglue.example"),
            _field(typed, "email", "E-mail", "sam@example.org"),
            Field("password", "Password", is_secret=True, value=typed.get("password", "")),
            Buttons((Button("Sign in", Press(Act.SIGN_IN), is_main=True),)),
            Words("If you sign in with a passkey, pair with a code instead.", is_soft=True),
        ),
        Place.PAIR,
    )


def _field(typed: Mapping[str, str], name: str, label: str, example: str) -> Field:
    return Field(name, label, example, value=typed.get(name, ""))
