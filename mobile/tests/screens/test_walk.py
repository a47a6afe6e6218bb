"""The walk: from a phone that is new to one that has sent everything, on the real engine."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.ports import Answer, HealthFailure
from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile
from fitglue_phone.screens.page import (
    Act,
    Card,
    Field,
    Page,
    Place,
    Press,
    Progress,
    buttons,
    sentences,
)
from fitglue_phone.screens.walk import Means, Walk
from fitglue_phone.simulated import Happening, a_life
from fitglue_phone.simulated.phone import AUTUMN_S, CODE, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
Begin = Callable[[int], "Walking"]


class Walking:
    """A walk whose work waits until it is asked for, or is done at once."""

    def __init__(self, phone: SimulatedPhone, folder: Path) -> None:
        self.phone = phone
        self.opened: list[str] = []
        self.shared: list[str] = []
        self.asked = 0
        self.fails: Exception | None = None
        self.holds = False
        self.waiting: list[Callable[[], None]] = []
        self.changes = 0
        around = Around(
            self.opened.append, lambda: self.opened.append("settings"), self._ask,
            self.shared.append,
        )  # fmt: skip
        means = Means(
            phone.app, around, ChosenFile(folder / "chosen.json"), self._run, phone.clock.now_s
        )
        self.walk = Walk(means, self._changed)
        self.walk.look()

    @property
    def page(self) -> Page:
        return self.walk.page()

    def press(self, label: str) -> None:
        """Press the first button of a page that says so."""
        self.walk.press(next(one for one in buttons(self.page) if one.label == label).press)

    def types(self, **typed: str) -> None:
        self.walk.typed.update(typed)

    def pairs(self) -> None:
        self.press("Type the code")
        self.types(server="https://fitglue.example", code=CODE)
        self.press("Pair")

    def said(self) -> str:
        return "\n".join(sentences(self.page))

    def works(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()

    def _ask(self) -> None:
        self.asked += 1
        if self.fails:
            raise self.fails

    def _run(self, does: Callable[[], None]) -> None:
        self.waiting.append(does)
        if not self.holds:
            self.works()

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def begin(make_phone: MakePhone, tmp_path: Path) -> Begin:
    def begin(number: int) -> Walking:
        return Walking(make_phone(a_life(number, AUTUMN_S, minutes=5, late=False)), tmp_path)

    return begin


def test_a_new_phone_is_welcomed_paired_asked_and_sends(begin: Begin, server: PhoneServer) -> None:
    walking = begin(20)
    assert walking.page.place is Place.WELCOME
    walking.pairs()
    assert walking.page.place is Place.READING
    walking.press("Choose in Health")
    assert walking.asked == 1
    assert walking.page.place is Place.HOME
    assert server.parts
    assert "earlier workouts are only on this phone" in walking.said()


def test_earlier_workouts_are_chosen_sent_and_told_of(begin: Begin, server: PhoneServer) -> None:
    walking = begin(40)
    walking.pairs()
    walking.press("Choose in Health")
    walking.press("Send earlier workouts")
    walking.walk.press(Press(Act.CHOOSE, "Everything"))
    before = len(server.parts)
    walking.press("Send them")
    assert len(server.parts) == 40 > before
    walking.walk.look()
    assert "All of them were sent" in walking.said()


def test_a_pause_holds_earlier_workouts_back_and_going_on_sends_them(
    begin: Begin, server: PhoneServer
) -> None:
    walking = begin(40)
    walking.pairs()
    walking.press("Not now")
    walking.press("Check again")
    walking.phone.health.is_locked = True
    walking.press("Send earlier workouts")
    walking.press("Send them")
    walking.press("Pause")
    walking.phone.health.is_locked = False
    before = len(server.parts)
    walking.phone.clock.passes(4000)
    walking.phone.app.wake()
    assert len(server.parts) == before
    walking.walk.look()
    walking.press("Go on")
    assert len(server.parts) == 40


LINK = f"fitglue://pair?server=https%3A%2F%2Ffitglue.example&code={CODE}"


def test_a_link_of_the_camera_fills_the_page_in_and_a_press_pairs(begin: Begin) -> None:
    walking = begin(1)
    walking.walk.opens(LINK)
    assert walking.page.place is Place.PAIR
    assert "Pair with fitglue.example?" in walking.said()
    assert "token" not in walking.phone.keychain.secrets
    fields = {one.name: one.value for one in walking.page.blocks if isinstance(one, Field)}
    assert fields == {"server": "https://fitglue.example", "code": CODE}
    walking.press("Pair")
    assert walking.page.place is Place.READING
    assert walking.walk.typed == {}
    assert "Pair with fitglue.example?" not in walking.said()


@pytest.mark.parametrize(
    ("link", "words"),
    [("fitglue://pair?server=https%3A%2F%2Fa.example&code=1", "too short"),
     ("fitglue://elsewhere?server=https%3A%2F%2Fa.example&code=4J7K-QX2RM", "not the code of"),
     ("https://evil.example/pair", "not the code of"), ("fitglue://[", "not the code of"),
     ("fitglue://pair?server=http%3A%2F%2Fa.example&code=4J7K-QX2RM", "not reached safely"),
     ("fitglue://pair?server=https%3A%2F%2F%5B&code=4J7K-QX2RM", "no address")],
)  # fmt: skip
def test_a_link_that_is_wrong_or_anothers_says_so_and_asks_nobody(
    begin: Begin, server: PhoneServer, link: str, words: str
) -> None:
    walking = begin(1)
    walking.walk.opens(link)
    assert walking.page.place is Place.PAIR
    assert words in walking.said()
    assert not server.asked


def test_an_old_link_is_said_in_the_servers_words(begin: Begin) -> None:
    walking = begin(1)
    walking.phone.uploader.portal = Answer(401, b'{"sentence": "Old.", "next_step": "Anew."}')
    walking.walk.opens(LINK)
    walking.press("Pair")
    assert "Old." in walking.said()
    assert "Pair with fitglue.example?" not in walking.said()


def test_a_phone_that_is_paired_is_asked_before_it_goes_to_another_server(begin: Begin) -> None:
    walking = begin(1)
    walking.pairs()
    kept = dict(walking.phone.keychain.secrets)
    walking.walk.opens(f"fitglue://pair?server=https%3A%2F%2Fother.example&code={CODE}")
    assert "is paired with fitglue.example now" in walking.said()
    walking.walk.press(Press(Act.GO, Place.HOME))
    assert walking.phone.keychain.secrets == kept
    walking.walk.opens(LINK)
    assert "paired with it already" in walking.said()


def test_what_was_set_aside_is_read_again_at_a_press(begin: Begin) -> None:
    walking = begin(1)
    walking.pairs()
    wakes = walking.phone.app.state().wake_s
    walking.phone.clock.passes(5)
    walking.walk.press(Press(Act.READ_AGAIN))
    assert walking.phone.app.state().wake_s != wakes


def test_the_whole_link_may_be_pasted_in_the_place_of_the_code(begin: Begin) -> None:
    walking = begin(1)
    walking.press("Type the code")
    walking.types(code=f" fitglue://pair?server=https%3A%2F%2Ffitglue.example&code={CODE}")
    walking.press("Pair")
    assert walking.page.place is Place.READING


@pytest.mark.parametrize(
    ("server", "code", "words"),
    [("fitglue.example", "1", "too short"), ("http://fitglue.example", CODE, "not reached safely"),
     ("", CODE, "no address")],
)  # fmt: skip
def test_what_was_typed_wrongly_is_said_and_stays(
    begin: Begin, server: str, code: str, words: str
) -> None:
    walking = begin(1)
    walking.press("Type the code")
    walking.types(server=server, code=code)
    walking.press("Pair")
    assert walking.page.place is Place.PAIR
    assert words in walking.said()
    assert walking.walk.typed == {"server": server, "code": code}


def test_a_code_that_the_server_refuses_is_said_in_its_words(begin: Begin) -> None:
    walking = begin(1)
    walking.phone.uploader.portal = Answer(401, b'{"sentence": "Used.", "next_step": "Anew."}')
    walking.pairs()
    said = walking.page.blocks[0]
    assert isinstance(said, Card)
    assert (said.title, said.text) == ("Used.", "Anew.")


def test_a_password_is_forgotten_whatever_the_server_says(begin: Begin) -> None:
    walking = begin(1)
    walking.press("Sign in with a password")
    walking.types(server="https://fitglue.example", email="sam@example.org", password="secret")  # noqa: S106 - it opens nothing
    walking.phone.uploader.portal = Answer(401, b"{}")
    walking.press("Sign in")
    assert "password" not in walking.walk.typed
    assert walking.walk.typed["email"] == "sam@example.org"


def test_a_locked_phone_says_so_where_the_press_was(begin: Begin) -> None:
    walking = begin(1)
    walking.phone.keychain.is_locked = True
    walking.pairs()
    assert "The phone was locked." in walking.said()


def test_a_question_that_health_refuses_is_said(begin: Begin) -> None:
    walking = begin(1)
    walking.pairs()
    walking.fails = HealthFailure(4)
    walking.press("Choose in Health")
    assert "Health answered with error 4." in walking.said()
    assert walking.page.place is Place.READING


def test_while_something_is_asked_nothing_is_asked_twice_but_one_may_leave(begin: Begin) -> None:
    walking = begin(1)
    walking.press("Type the code")
    walking.types(server="https://fitglue.example", code=CODE)
    walking.holds = True
    walking.press("Pair")
    assert isinstance(walking.page.blocks[0], Progress)
    before = len(walking.waiting)
    walking.press("Pair")
    assert len(walking.waiting) == before
    walking.walk.press(Press(Act.GO, Place.WELCOME))
    assert walking.page.place is Place.WELCOME


def test_signing_out_leads_to_the_beginning(begin: Begin) -> None:
    walking = begin(1)
    walking.pairs()
    walking.walk.press(Press(Act.GO, Place.SETTINGS))
    walking.press("Sign out")
    assert walking.page.place is Place.LEAVING
    walking.press("Sign out")
    assert walking.page.place is Place.WELCOME
    assert "token" not in walking.phone.keychain.secrets


def test_a_workout_is_opened_on_the_server(begin: Begin) -> None:
    walking = begin(3)
    walking.pairs()
    walking.walk.press(Press(Act.OPEN, "/activities/a1"))
    assert walking.opened == ["https://fitglue.example/activities/a1"]


def test_settings_and_the_sheet_to_share_are_the_systems_own(begin: Begin) -> None:
    walking = begin(1)
    walking.pairs()
    walking.walk.press(Press(Act.OPEN_SETTINGS))
    walking.walk.press(Press(Act.GO, Place.REPORT))
    walking.press("Share")
    assert walking.opened == ["settings"]
    assert walking.shared[0].startswith("FitGlue ")


def test_what_was_chosen_outlives_the_app_and_a_broken_file_is_no_choice(tmp_path: Path) -> None:
    from fitglue_phone.screens.facts import Chosen  # noqa: PLC0415 - of this test alone

    file = tmp_path / "folder" / "chosen.json"
    ChosenFile(file).put(Chosen(4.0, 12))
    assert ChosenFile(file).get() == Chosen(4.0, 12)
    file.write_text("[1")
    assert ChosenFile(file).get() is None
