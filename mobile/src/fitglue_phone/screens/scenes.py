"""Every page in every state that looks different, of one made-up person: for pictures and tests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from fitglue_phone.core.history import Estimate
from fitglue_phone.core.ledger import Standing
from fitglue_phone.core.pairing import Invitation
from fitglue_phone.core.ports import PhoneFacts
from fitglue_phone.core.state import State
from fitglue_phone.screens.facts import Chosen, Facts, Kept, Refused
from fitglue_phone.screens.page import Card, Page, Place, Progress, Tone
from fitglue_phone.screens.pages import history, home, reading, settings, welcome, why, workouts

#: 14 November 2026, 19:00 UTC: a Saturday evening.
NOW_S = 1_794_682_800.0
_HOUR_S, _DAY_S = 3600.0, 86400.0
_MOST = 30


def _kept(number: int, activity_type: int, hours: float, minutes: float, **how: object) -> Kept:
    start_s = NOW_S - hours * _HOUR_S
    return Kept(
        uuid=f"W{number}", activity_type=activity_type, start_s=start_s,
        end_s=start_s + minutes * 60, app="Sam's Apple Watch", **how,  # ty: ignore[invalid-argument-type]
    )  # fmt: skip


WORKOUTS = (
    _kept(0, 37, 1.8, 46, sent_s=NOW_S - 0.9 * _HOUR_S, activity_id="a0"),
    _kept(1, 13, 26, 104, sent_s=NOW_S - 24 * _HOUR_S, activity_id="a1"),
    _kept(2, 46, 58, 31, sent_s=NOW_S - 57 * _HOUR_S, activity_id="a2"),
    _kept(3, 37, 75, 52, standing=Standing.THERE),
    _kept(4, 82, 150, 133, sent_s=NOW_S - 147 * _HOUR_S, activity_id="a4"),
    _kept(5, 52, 290, 64, standing=Standing.MISSING),
)
FINE = Facts(
    state=State(
        phone=PhoneFacts(
            name="Sam's iPhone", os_version="27.1", background_refresh="available", low_power=False,
            online=True,
        ),
        request_status=2, server="https://fitglue.example", is_paired=True, has_asked=True,
        workouts_seen=1284, newest_s=WORKOUTS[0].start_s, wake_s=NOW_S - 1500,
        read_s=NOW_S - 1500, answered_s=NOW_S - 0.9 * _HOUR_S, status=200,
    ),
    now_s=NOW_S, zone=UTC, workouts=WORKOUTS,
    estimates={
        "The last month": Estimate(0, 0), "The last year": Estimate(214, 41_000_000),
        "The last five years": Estimate(1080, 196_000_000),
        "Everything": Estimate(1243, 220_000_000),
    },
)  # fmt: skip
_TAKEN_IN_PART = Refused(
    workout="W1", part="series:HeartRate:org.example.pulse:0",
    why="This series has a moment before its workout began.",
    next_step="Nothing to do: the rest of the workout was taken.", at_s=NOW_S - _DAY_S,
)  # fmt: skip


def with_state(facts: Facts = FINE, **changes: object) -> Facts:
    """Give facts with another state."""
    return replace(facts, state=replace(facts.state, **changes))


NEW = replace(
    with_state(workouts_seen=0, newest_s=None, read_s=None, answered_s=None, has_asked=False,
               wake_s=None, status=None),
    workouts=(),
)  # fmt: skip
EARLIER = with_state(missing=1243)
RUNNING = replace(
    with_state(missing=131, waiting=36, reading=131), chosen=Chosen(0.0, 1243), left=131
)
OFFLINE = replace(
    with_state(status=0, next_try_s=NOW_S + 170, waiting=7,
               phone=replace(FINE.state.phone, online=False)),
    workouts=(replace(WORKOUTS[0], sent_s=None, activity_id="", waiting=7), *WORKOUTS[1:]),
)  # fmt: skip
REVOKED = with_state(is_let_in=False, waiting=7, status=401)
EMPTY = replace(with_state(workouts_seen=0, newest_s=None, answered_s=None), workouts=())
LOCKED = replace(
    with_state(
        EMPTY, health_error=6, read_s=None, phone=replace(FINE.state.phone, protected_data=False)
    ),
)
REFUSED = replace(
    with_state(refused=1),
    workouts=(WORKOUTS[0], replace(WORKOUTS[1], refused=1), *WORKOUTS[2:]),
    refused=(_TAKEN_IN_PART,),
)
_LINKED = welcome.asked(Invitation("https://fitglue.example", "4J7K-QX2RM-8TTWY"), State())


def scenes() -> Mapping[str, Page]:
    """Give every picture's page by its name, in the order in which a person meets them."""
    return _beginning() | _daily() | _wrong()


def _beginning() -> dict[str, Page]:
    typed = {"server": "fitglue.example", "code": "4J7K-QX2RM"}
    pairing = welcome.pair(typed, Place.WELCOME)
    by_link = welcome.pair(typed | {"code": "4J7K-QX2RM-8TTWY"}, Place.WELCOME)
    wrong = Card("This code was used already.", "Show a new one under Settings, Phones, and type "
                 "that.", tone=Tone.NEEDS_YOU)  # fmt: skip
    return {
        "welcome": welcome.welcome(),
        "pair": welcome.pair({}, Place.WELCOME),
        "pair-asking": replace(
            pairing, blocks=(Progress(None, "Asking the server…"), *pairing.blocks)
        ),
        "pair-wrong-code": replace(pairing, blocks=(wrong, *pairing.blocks)),
        "pair-by-a-link": replace(by_link, blocks=(_LINKED, *by_link.blocks)),
        "sign-in": welcome.sign_in({"server": "fitglue.example"}),
        "what-is-read": reading.reading(FINE),
        "what-is-read-metrics": reading.reading(with_state(wants_metrics=True)),
        "home-new": home.home(NEW),
        "workouts-new": workouts.workouts(NEW, _MOST),
        "history-new": history.history(NEW, history.EVERYTHING),
    }


def _daily() -> dict[str, Page]:
    paused = with_state(RUNNING, history_paused=True, waiting=0, reading=0)
    done = replace(FINE, chosen=Chosen(0.0, 1243, is_done=True))
    return {
        "home": home.home(FINE),
        "home-earlier": home.home(EARLIER),
        "home-sending": home.home(RUNNING),
        "workouts": workouts.workouts(EARLIER, _MOST),
        "history": history.history(EARLIER, history.EVERYTHING),
        "history-nothing-in-range": history.history(EARLIER, "The last month"),
        "history-running": history.history(RUNNING, history.EVERYTHING),
        "history-paused": history.history(paused, history.EVERYTHING),
        "history-done": history.history(done, history.EVERYTHING),
        "why-nothing": why.why(FINE),
        "report": why.report(FINE),
        "settings": settings.settings(EARLIER),
        "sign-out": settings.leaving(OFFLINE),
    }


def _wrong() -> dict[str, Page]:
    phone = FINE.state.phone
    full = with_state(OFFLINE, status=507, phone=phone)
    gone = with_state(OFFLINE, phone=phone)
    no_background = with_state(
        phone=replace(phone, background_refresh="denied", low_power=True)
    )  # fmt: skip
    android = with_state(
        platform="health_connect",
        permissions={"READ_EXERCISE_ROUTES": False, "READ_HEALTH_DATA_IN_BACKGROUND": True},
        phone=PhoneFacts(name="Sam's phone", os_version="Android 16", online=True),
    )
    return {
        "home-no-network": home.home(OFFLINE),
        "home-server-gone": home.home(gone),
        "home-server-full": home.home(full),
        "home-revoked": home.home(REVOKED),
        "home-locked": home.home(LOCKED),
        "home-no-workouts": home.home(EMPTY),
        "home-not-asked": home.home(with_state(NEW, request_status=1)),
        "home-set-aside": home.home(with_state(aside=1, aside_why="ValueError at series.py:88")),
        "home-refused": home.home(REFUSED),
        "home-android": home.home(replace(android, workouts=())),
        "workouts-refused": workouts.workouts(REFUSED, _MOST),
        "workouts-none": workouts.workouts(EMPTY, _MOST),
        "why-several": why.why(with_state(OFFLINE, absent=40, phone=no_background.state.phone)),
        "settings-revoked": settings.settings(with_state(REVOKED, phone=no_background.state.phone)),
        "report-android": why.report(replace(android, can_share=True)),
    }
