"""What the pages say: sentences, and a button for whatever is wrong."""

from dataclasses import replace
from datetime import UTC

import pytest

from fitglue.domain.sport import by_key
from fitglue.formats.phone_sync.health_connect import TYPES
from fitglue_phone.core import diagnosis
from fitglue_phone.core.ports import PhoneFacts
from fitglue_phone.core.state import State
from fitglue_phone.screens import scenes, sports, words
from fitglue_phone.screens.facts import Chosen, Facts, Kept
from fitglue_phone.screens.page import Act, Page, Place, Progress, Tone, buttons, sentences
from fitglue_phone.screens.pages import history, home, settings, standing, troubles, why, workouts
from fitglue_phone.screens.scenes import FINE, NOW_S, with_state

SCENES = scenes.scenes()


def said(page: Page) -> str:
    return "\n".join(sentences(page))


def labels(page: Page) -> list[str]:
    return [one.label for one in buttons(page)]


@pytest.mark.parametrize("page", SCENES.values(), ids=SCENES)
def test_every_page_has_a_title_at_most_one_main_button_and_a_way_on(page: Page) -> None:
    assert page.title
    assert sum(one.is_main for one in buttons(page)) <= 1
    assert page.has_tabs or page.back or buttons(page)


@pytest.mark.parametrize("page", SCENES.values(), ids=SCENES)
def test_no_page_says_what_ios_does_not_tell(page: Page) -> None:
    assert "denied" not in said(page).lower()


@pytest.mark.parametrize("page", SCENES.values(), ids=SCENES)
def test_what_leads_somewhere_leads_to_a_place_that_is_there(page: Page) -> None:
    for one in buttons(page):
        assert one.press.act is not Act.GO or Place(one.press.what)


def test_all_places_and_all_acts_have_a_picture() -> None:
    assert {page.place for page in SCENES.values()} == set(Place)
    pressed = {one.press.act for page in SCENES.values() for one in buttons(page)}
    assert pressed >= set(Act) - {Act.CHOOSE, Act.MORE}


def test_a_phone_that_has_sent_all_says_when_the_last_one_went() -> None:
    page = home.home(FINE)
    assert page.title == "Up to date"
    assert page.under == "Last workout: Run, today 17:12. Sent today 18:06."


def test_what_stands_in_the_way_is_counted_and_nothing_of_it_is_lost() -> None:
    page = home.home(scenes.OFFLINE)
    assert page.title == "One thing in the way"
    assert page.under == "Nothing is lost: 7 parts wait here."
    assert "There is no network." in said(page)
    assert labels(page).count("Check again") == 1


def test_a_phone_that_was_revoked_is_paired_again_with_one_press() -> None:
    (again,) = [one for one in buttons(home.home(scenes.REVOKED)) if one.is_main]
    assert (again.press.act, again.press.what) == (Act.GO, Place.PAIR)
    assert "Pair again" in labels(settings.settings(scenes.REVOKED))


def test_a_beginning_is_no_trouble() -> None:
    assert diagnosis.findings(scenes.NEW.state, NOW_S)[0].sentence == troubles.NOT_LOOKED
    assert home.home(scenes.NEW).title == "Looking through Health"


def test_a_pause_that_somebody_chose_is_no_trouble_and_can_be_ended() -> None:
    page = home.home(with_state(scenes.RUNNING, history_paused=True, waiting=0, reading=0))
    assert page.title == "Up to date"
    assert "Earlier workouts are paused" in said(page)
    assert "Go on" in labels(page)


def test_a_phone_without_workouts_says_where_the_switches_are() -> None:
    page = home.home(scenes.EMPTY)
    assert "We see no workouts." in said(page)
    assert "Open Settings" in labels(page)
    assert "Your workouts will be here" not in said(page)


@pytest.mark.parametrize("name", ["READ_EXERCISE_ROUTES",
                                  "android.permission.health.READ_EXERCISE_ROUTES"])  # fmt: skip
def test_androids_permissions_are_said_in_words(name: str) -> None:
    page = home.home(with_state(platform="health_connect", permissions={name: False}))
    assert "Health Connect does not let FitGlue use exercise routes." in said(page)


@pytest.mark.parametrize(
    ("changes", "told", "tone"),
    [
        ({"sent_s": NOW_S - 60}, "Sent today 18:59.", Tone.DONE),
        ({"waiting": 1}, "1 part of it waits to be sent.", Tone.WAITS),
        ({"waiting": 3, "sent_s": NOW_S}, "3 parts of it wait to be sent.", Tone.WAITS),
        ({"standing": "there"}, "The server had it already.", Tone.DONE),
        ({"standing": "new"}, "The server is asked whether it has it.", Tone.WAITS),
        ({"standing": "taken"}, "Being read.", Tone.WAITS),
        ({"standing": "missing"}, "Only on this phone, until you send earlier workouts.",
         Tone.WAITS),
        ({"refused": 1, "waiting": 2}, "The server did not take all of it.", Tone.NEEDS_YOU),
    ],
)  # fmt: skip
def test_a_workout_says_how_it_stands(changes: dict[str, object], told: str, tone: Tone) -> None:
    kept = Kept(uuid="W", activity_type=37, start_s=NOW_S - 3600, end_s=NOW_S, **changes)  # ty: ignore[invalid-argument-type]
    assert standing.standing(kept, FINE) == (told, tone)


def test_what_was_refused_is_said_with_its_reason_and_what_to_do() -> None:
    text = said(workouts.workouts(scenes.REFUSED, 30))
    assert "Its heart rate: This series has a moment before its workout began." in text
    assert "Nothing to do: the rest of the workout was taken." in text
    assert "1 h 44 min. Not all was taken: This series has a moment" in text


@pytest.mark.parametrize(
    ("raw", "told"),
    [("workout", "The workout itself"), ("route:3F:0", "Its route"),
     ("series:RunningPower:com.example:2", "Its running power")],
)  # fmt: skip
def test_parts_have_words(raw: str, told: str) -> None:
    assert standing.part(raw) == told


def test_a_workout_that_the_server_has_leads_to_its_page() -> None:
    first = workouts.workouts(FINE, 30)
    links = [one.press.what for one in buttons(first) if one.press.act is Act.OPEN]
    assert links[0] == "/activities/a0"


def test_a_long_list_is_shown_in_pieces() -> None:
    page = workouts.workouts(FINE, 2)
    assert "Show more" in labels(page)
    assert "Show more" not in labels(workouts.workouts(FINE, 30))


def test_earlier_workouts_are_estimated_before_they_are_sent() -> None:
    page = history.history(scenes.EARLIER, "The last year")
    assert "214 workouts, about 41 MB" in said(page)
    (send,) = [one for one in buttons(page) if one.is_main]
    assert (send.press.act, send.press.what) == (Act.SEND_HISTORY, "The last year")


def test_a_range_without_workouts_sends_nothing() -> None:
    assert not buttons(history.history(scenes.EARLIER, "The last month"))


def test_nothing_is_offered_before_the_server_said_what_it_has() -> None:
    assert Act.SEND_HISTORY not in {
        one.press.act for one in buttons(history.history(scenes.NEW, history.EVERYTHING))
    }


def test_earlier_workouts_on_their_way_say_how_far_they_are() -> None:
    page = history.history(scenes.RUNNING, history.EVERYTHING)
    (bar,) = [one for one in page.blocks if isinstance(one, Progress)]
    assert bar.share == pytest.approx(1112 / 1243)
    assert bar.text == "1,112 of 1,243 workouts read."
    assert labels(page) == ["Pause"]


def test_a_new_part_after_all_was_sent_does_not_start_the_bar_again() -> None:
    done = replace(with_state(waiting=3), chosen=Chosen(0.0, 10, is_done=True))
    assert not any(isinstance(one, Progress) for one in history.history(done, "Everything").blocks)


@pytest.mark.parametrize("facts", [FINE, scenes.REFUSED, scenes.REVOKED])
def test_a_report_has_nothing_of_a_persons_health_name_or_address(facts: Facts) -> None:
    phone = PhoneFacts(name="Sam's iPhone", os_version="27.1")
    told = why.text(with_state(facts, phone=phone, problem="149 bpm of Sam at 45.8, 4.85"))
    for private in ("Sam", "fitglue.example", "Run", "17:12", "149", "45.8", "heart"):
        assert private not in told
    assert "last status:" in told


def test_health_metrics_are_named_only_when_the_server_wants_them() -> None:
    assert "Only what was measured during a workout" in said(SCENES["what-is-read"])
    wanted = said(SCENES["what-is-read-metrics"])
    assert "Health metrics, day by day" in wanted
    assert "Only what was measured" not in wanted


def test_signing_out_says_what_stays() -> None:
    page = settings.leaving(scenes.OFFLINE)
    assert "What was sent stays on the server." in page.under
    assert "7 parts" in page.under


@pytest.mark.parametrize(
    ("before_s", "told"),
    [(600, "today 18:50"), (86400, "yesterday 19:00"), (3 * 86400, "Wednesday 19:00"),
     (-86400, "tomorrow 19:00"), (30 * 86400, "15 October"), (600 * 86400, "24 March 2025")],
)  # fmt: skip
def test_moments_are_near_or_far(before_s: float, told: str) -> None:
    assert words.when(NOW_S - before_s, NOW_S, UTC) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "a moment ago"), (1200, "20 minutes ago"), (9000, "2 hours ago"), (400_000, "5 days ago")],
)
def test_spans_are_round(seconds: float, told: str) -> None:
    assert words.ago(NOW_S - seconds, NOW_S) == told


def test_lengths_and_sizes_are_short() -> None:
    assert [words.length(one) for one in (10, 2700, 3900)] == ["1 min", "45 min", "1 h 05 min"]
    told = [words.size(one) for one in (400, 12_400_000, 1_240_000_000)]
    assert told == ["less than 1 MB", "12 MB", "1.2 GB"]


_OUR_WORDS = {
    "Run": "running", "Ride": "cycling", "Walk": "walking", "Swim": "swimming", "Hike": "hiking",
    "Row": "rowing", "Ski": "downhill_skiing", "Yoga": "yoga", "Golf": "golf", "Tennis": "tennis",
    "Pilates": "pilates", "Snowboard": "snowboarding", "Football": "soccer", "Stairs": "stairs",
    "Elliptical": "elliptical", "Intervals": "high_intensity_interval_training",
}  # fmt: skip


@pytest.mark.parametrize("raw", sports.HEALTH_CONNECT)
def test_androids_numbers_are_those_that_the_server_reads(raw: int) -> None:
    word = sports.sport(raw, "health_connect")
    assert word == "Strength" or TYPES[raw].sport == _OUR_WORDS[word]


@pytest.mark.parametrize("raw", sports.HEALTHKIT)
def test_healthkits_numbers_are_those_that_the_server_reads(raw: int) -> None:
    word = sports.sport(raw, "healthkit")
    key = _OUR_WORDS.get(word)
    assert key is None or by_key(key).healthkit_raw == raw


def test_a_rare_sport_is_a_workout() -> None:
    assert sports.sport(12, "healthkit") == "Workout"


def test_a_page_of_an_empty_state_can_be_made() -> None:
    assert home.home(Facts(state=State())).title == "One thing in the way"
