"""Settings: the server, what is sent, writing back, the background, signing out."""

from urllib.parse import urlsplit

from fitglue_phone import __version__
from fitglue_phone.core.ports import NOT_AUTHORIZED
from fitglue_phone.screens import words
from fitglue_phone.screens.facts import Facts
from fitglue_phone.screens.page import (
    Act,
    Button,
    Buttons,
    Heading,
    Page,
    Place,
    Press,
    Row,
    Rows,
    Tone,
    Words,
    go,
)


def settings(facts: Facts) -> Page:
    """Say how everything is set, each with its button."""
    return Page(
        Place.SETTINGS,
        "Settings",
        "",
        (
            Heading("Server"),
            Rows((_server(facts),)),
            Heading("What is sent"),
            Rows((_sent(facts), _earlier(facts))),
            Heading("Writing back"),
            Rows((_writing(facts),)),
            Heading("In the background"),
            Rows((_background(facts),)),
            Heading("Help"),
            Rows((
                Row("Why is nothing syncing?", "What stands in the way, and what is known.",
                    button=go("Show", Place.WHY)),
                Row("A report to share", "For whoever helps you, without anything of your health.",
                    button=go("Show", Place.REPORT)),
            )),
            Buttons((go("Sign out", Place.LEAVING),)),
            Words(f"FitGlue {__version__}", is_soft=True),
        ),
        has_tabs=True,
    )  # fmt: skip


def leaving(facts: Facts) -> Page:
    """Say what signing out means, before it is done."""
    kept = "Nothing waits here."
    if facts.state.waiting:
        kept = (
            f"What waits is kept here until you pair again: "
            f"{words.counted(facts.state.waiting, 'part')}."
        )
    return Page(
        Place.LEAVING,
        "Sign out?",
        f"This phone sends nothing any more. What was sent stays on the server. {kept}",
        (
            Buttons(
                (
                    Button("Sign out", Press(Act.SIGN_OUT), is_main=True),
                    go("Stay", Place.SETTINGS),
                )
            ),
            Words(
                "The server forgets this phone when you revoke it there, under Settings, Phones.",
                is_soft=True,
            ),
        ),
        Place.SETTINGS,
    )


def _server(facts: Facts) -> Row:
    state = facts.state
    host = urlsplit(state.server).netloc or "No server"
    if not state.is_let_in:
        return Row(host, "It does not know this phone any more.", Tone.NEEDS_YOU,
                   go("Pair again", Place.PAIR))  # fmt: skip
    return Row(host, "Workouts go there, and nowhere else.", Tone.DONE,
               Button("Open", Press(Act.OPEN, "/")))  # fmt: skip


def _sent(facts: Facts) -> Row:
    return Row(
        "Whole workouts, and health metrics" if facts.state.wants_metrics else "Whole workouts",
        f"With all that was measured. {facts.health} decides what FitGlue may read.",
        button=go("Show", Place.READING),
    )


def _writing(facts: Facts) -> Row:
    state = facts.state
    if not state.wants_writing:
        return Row("FitGlue only reads", f"It writes nothing into {facts.health}.")
    if state.write_error == NOT_AUTHORIZED:
        return Row(
            f"FitGlue may not write into {facts.health}",
            f"A pipeline of yours wants that: {words.counted(state.writes_waiting, 'workout')} "
            f"{'waits' if state.writes_waiting == 1 else 'wait'}.",
            Tone.NEEDS_YOU,
            go("Choose", Place.READING),
        )
    told = "As a pipeline of yours wants it, and each once."
    if state.writes_waiting:
        told = f"{words.counted(state.writes_waiting, 'workout')} still to write."
    return Row(f"FitGlue writes workouts into {facts.health}", told, Tone.DONE)


def _earlier(facts: Facts) -> Row:
    missing = facts.state.missing
    told = f"{words.counted(missing, 'workout')} only on this phone." if missing else "All sent."
    if facts.state.history_paused:
        told = "Paused."
    return Row("Earlier workouts", told, button=go("Choose", Place.HISTORY))


def _background(facts: Facts) -> Row:
    phone, state = facts.state.phone, facts.state
    if phone.background_refresh in {"denied", "restricted"}:
        return Row(
            "Background App Refresh is off",
            "New workouts may come only when you open FitGlue.",
            Tone.NEEDS_YOU,
            Button("Open Settings", Press(Act.OPEN_SETTINGS)),
        )
    told = "It has not done so yet."
    if state.wake_s is not None:
        told = f"The last time was {words.ago(state.wake_s, facts.now_s)}."
    if phone.low_power:
        told += f" {facts.saving} is on, so it does so rarely."
    return Row("The system wakes FitGlue for new workouts", told, Tone.DONE)
