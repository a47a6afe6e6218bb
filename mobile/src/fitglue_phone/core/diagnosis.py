"""“Why is nothing syncing?”: from facts to sentences, each with what a person can press.

iOS tells no app whether it may read: what may not be read looks like an empty store. So nothing
here says so; it says what is seen, and where the switches are. Android tells, and is quoted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fitglue_phone.core.ports import LOCKED as IS_LOCKED
from fitglue_phone.core.ports import NEVER_ASKED, NOT_AUTHORIZED, ONLY_WHILE_OPEN, TOO_OFTEN
from fitglue_phone.core.state import State

_NEVER_ASKED = 1  # HKAuthorizationRequestStatus: shouldRequest
_FULL = 507
_HOURS_WITHOUT_A_WAKE = 24


@dataclass(frozen=True, slots=True)
class _Words:
    """What a system calls its own things, and where it has them."""

    health: str
    switches: str
    saving: str


_IOS = _Words(
    "Health",
    "Settings → Privacy & Security → Health → FitGlue: turn on Workouts, Workout Routes, "
    "Heart Rate.",
    "Low Power Mode",
)
_ANDROID = _Words(
    "Health Connect",
    "search Settings for Health Connect → App permissions → FitGlue: allow Exercise, Exercise "
    "routes, Heart rate.",
    "Battery Saver",
)

_PASSING = {
    ONLY_WHILE_OPEN: "Health Connect lets FitGlue read only while it is open. Allowing it to read "
    "in the background, in Health Connect, changes that.",
    TOO_OFTEN: "Health Connect wants to be asked less often. FitGlue goes on within 15 minutes.",
}


class Button(StrEnum):
    """What a person can do about it."""

    PAIR = "Pair with a server"
    ASK_HEALTH = "Choose what FitGlue may read"
    OPEN_SETTINGS = "Open Settings"
    CHECK_AGAIN = "Check again"
    CHOOSE_HISTORY = "Send earlier workouts"
    RESUME_HISTORY = "Go on"
    SHOW_REFUSED = "Show them"
    READ_AGAIN = "Try again"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact as a sentence, and buttons; `is_trouble` says that it stands in the way."""

    sentence: str
    buttons: tuple[Button, ...] = ()
    is_trouble: bool = True


def findings(state: State, now_s: float) -> list[Finding]:
    """Say what is known, what stands in the way first; never nothing."""
    found = [*_of_health(state), *_of_server(state, now_s), *_of_phone(state, now_s)]
    troubles = [one for one in found if one.is_trouble]
    told = [*troubles, *(one for one in found if not one.is_trouble)]
    if troubles or not state.is_up_to_date:
        return told or [Finding("FitGlue has not looked yet.", (Button.CHECK_AGAIN,))]
    return [Finding("Everything was sent.", (Button.CHECK_AGAIN,), is_trouble=False), *told]


def _of_health(state: State) -> Iterator[Finding]:
    if not state.phone.has_health:
        yield Finding("This device has no Health data, so there is nothing to read.")
        return
    health = _words(state).health
    if state.request_status == _NEVER_ASKED or state.health_error == NEVER_ASKED:
        yield Finding("You have not chosen yet what FitGlue may read.", (Button.ASK_HEALTH,))
    elif state.health_error == NOT_AUTHORIZED:
        yield Finding(
            "Health answered with error 4: this build of the app lacks an entitlement.",
            (Button.CHECK_AGAIN,),
        )
    elif state.health_error == IS_LOCKED or not state.phone.protected_data:
        yield Finding(
            f"{health} cannot be read while the phone is locked. FitGlue reads it when you unlock.",
            is_trouble=state.workouts_seen == 0,
        )
    elif state.health_error in _PASSING:
        yield Finding(_PASSING[state.health_error], (Button.CHECK_AGAIN,))
    elif state.health_error is not None:
        yield Finding(f"{health} answered with error {state.health_error}.", (Button.CHECK_AGAIN,))
    if state.wants_metrics and state.metrics_error == NEVER_ASKED:
        yield Finding(
            "Health metrics are on, and you have not chosen yet which of them FitGlue may read.",
            (Button.ASK_HEALTH,),
        )
    if state.writes_waiting and state.write_error == NOT_AUTHORIZED:
        yield Finding(
            "A workout waits to be written into Health, and you have not allowed that.",
            (Button.ASK_HEALTH, Button.OPEN_SETTINGS),
        )
    yield from _of_permissions(state)
    yield from _of_workouts(state, _words(state))
    if state.aside:
        yield Finding(_aside(state), (Button.READ_AGAIN,))


def _of_permissions(state: State) -> Iterator[Finding]:
    for name, is_given in sorted(state.permissions.items()):
        if not is_given:
            yield Finding(
                f"Health Connect does not let FitGlue use {name}.",
                (Button.ASK_HEALTH, Button.OPEN_SETTINGS),
            )


def _of_workouts(state: State, words: _Words) -> Iterator[Finding]:
    if state.read_s is not None and state.workouts_seen == 0:
        yield Finding(
            f"We see no workouts. Either {words.health} holds none, or reading is off: "
            f"{words.switches} Or record or import one, and check again.",
            (Button.OPEN_SETTINGS, Button.CHECK_AGAIN),
        )
    if state.absent:
        yield Finding(
            f"{_counted(state.absent, 'workout that was', 'workouts that were')} sent "
            f"{_is(state.absent)} not seen in {words.health} any more, and "
            f"{'stays' if state.absent == 1 else 'stay'} on the server. If you deleted nothing, "
            f"reading may be off: {words.switches}",
            (Button.OPEN_SETTINGS, Button.CHECK_AGAIN),
        )
    if state.workouts_seen:
        seen = f"Workouts seen in {words.health}: {state.workouts_seen:,}."
        yield Finding(seen, is_trouble=False)


def _aside(state: State) -> str:
    them = "it is" if state.aside == 1 else "they are"
    return (
        f"{_counted(state.aside, 'workout')} could not be read, by a mistake of FitGlue's. Nothing "
        f"else waits for that; {them} tried again when you say so, and by the next version. "
        f"Whoever mends it wants to know: {state.aside_why}."
    )


def _of_server(state: State, now_s: float) -> Iterator[Finding]:
    if not state.is_paired:
        yield Finding("This phone is not paired with a server.", (Button.PAIR,))
        return
    if not state.is_let_in:
        yield Finding(
            "The server does not know this phone any more. Nothing is lost; pair again.",
            (Button.PAIR,),
        )
    elif state.next_try_s is not None and state.next_try_s > now_s:
        yield Finding(_waiting(state, now_s), (Button.CHECK_AGAIN,))
    if state.refused:
        yield Finding(
            f"The server did not take {_parts(state.refused)}, and says why.",
            (Button.SHOW_REFUSED,),
        )
    if state.waiting:
        yield Finding(f"Parts waiting to be sent: {state.waiting:,}.", is_trouble=False)
    if state.history_paused:
        yield Finding("Sending earlier workouts is paused.", (Button.RESUME_HISTORY,))
    elif state.missing and not state.reading:
        yield Finding(
            f"{_counted(state.missing, 'earlier workout')} {_is(state.missing)} not on the server. "
            "What is chosen is sent when you say so.",
            (Button.CHOOSE_HISTORY,), is_trouble=False,
        )  # fmt: skip


def _waiting(state: State, now_s: float) -> str:
    minutes = max(round(((state.next_try_s or now_s) - now_s) / 60), 1)
    if state.status == _FULL:
        said = "The server has no room left."
    elif state.phone.online is False:
        said = "There is no network."
    elif not state.status:
        said = "The server was not reached."
    else:
        said = f"The server answered with status {state.status}."
    return f"{said} FitGlue tries again within {minutes} min; what waits is kept."


def _of_phone(state: State, now_s: float) -> Iterator[Finding]:
    if state.phone.background_refresh in {"denied", "restricted"}:
        yield Finding(
            "Background App Refresh is off, so new workouts may come only when you open FitGlue.",
            (Button.OPEN_SETTINGS,),
        )
    if state.phone.low_power:
        saving = _words(state).saving
        yield Finding(f"{saving} is on: the system wakes FitGlue rarely.", is_trouble=False)
    if state.wake_s is not None and now_s - state.wake_s > _HOURS_WITHOUT_A_WAKE * 3600:
        hours = round((now_s - state.wake_s) / 3600)
        yield Finding(f"The system woke FitGlue last {hours} hours ago.", (Button.CHECK_AGAIN,))


def _words(state: State) -> _Words:
    return _IOS if state.platform == "healthkit" else _ANDROID


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _parts(number: int) -> str:
    return _counted(number, "part of a workout", "parts of workouts")


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
