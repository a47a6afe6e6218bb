"""Every answer of Intervals.icu is understood, and says what to do next."""

import pytest
from pydantic import ValidationError

from fitglue.domain.asking import Ask, Reply, Who
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.pace import Heard, Window
from fitglue.domain.secret import Secret
from fitglue.services.intervals import IntervalsSettings, plugin
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.intervals import PER_SECOND, IntervalsIcu
from fitglue.testing.services.intervals.account import intervals_account

SETTINGS = IntervalsSettings(api_key=Secret("s3cret"))
QUARTER_S, DAY_S = 900.0, 86_400.0


def error(status: int, sentence: str = "What it says.", *, repeatable: bool = True) -> Reply:
    body = f'{{"status":{status},"error":"{sentence}"}}'.encode()
    return Reply(status=status, body=body, may_be_repeated=repeatable)


def judged(reply: Reply) -> Delivery:
    problem = plugin.judged(reply)
    assert problem is not None
    assert problem.next_step
    return problem


def test_the_key_goes_as_http_basic_of_the_user_api_key() -> None:
    assert plugin.headers(SETTINGS, None) == {"Authorization": "Basic QVBJX0tFWTpzM2NyZXQ="}


def test_the_address_is_a_setting() -> None:
    assert plugin.address(SETTINGS) == "https://intervals.icu/api/v1"
    moved = IntervalsSettings(api_key=Secret("k"), base_url="http://127.0.0.1:9000/")
    assert plugin.address(moved) == "http://127.0.0.1:9000/api/v1"


@pytest.mark.parametrize("athlete", ["0", "i12345", "12345"])
def test_an_athlete_is_named_as_the_service_does(athlete: str) -> None:
    assert IntervalsSettings(api_key=Secret("k"), athlete_id=athlete).athlete_id == athlete


@pytest.mark.parametrize("athlete", ["", "kim", "0/../1", "i12345/activities"])
def test_nothing_else_is_an_athlete(athlete: str) -> None:
    with pytest.raises(ValidationError):
        IntervalsSettings(api_key=Secret("k"), athlete_id=athlete)


def test_there_is_nothing_to_sign_in_to() -> None:
    assert plugin.oauth(SETTINGS) is None


def test_one_request_tells_whose_account_it_is() -> None:
    with intervals_account(plugin) as account:
        assert plugin.who(account.connection) == Who("i12345", "Kim")
        assert [one.path for one in account.site.asked] == ["/api/v1/athlete/0"]


def test_a_coach_may_name_an_athlete() -> None:
    site = IntervalsIcu(coached=frozenset({"i777"}))
    with intervals_account(plugin, site, athlete_id="i777") as account:
        assert plugin.who(account.connection).id == "i777"


def test_a_wrong_key_names_the_button() -> None:
    with (
        intervals_account(plugin, api_key="another") as account,
        pytest.raises(NeedsUser, match="does not accept the API key") as caught,
    ):
        plugin.who(account.connection)
    assert "“Connect again”" in caught.value.next_step


def test_somebody_elses_athlete_is_told_from_a_wrong_key() -> None:
    with (
        intervals_account(plugin, athlete_id="i99") as account,
        pytest.raises(NeedsUser, match="does not open this athlete") as caught,
    ):
        plugin.who(account.connection)
    assert "athlete ID" in caught.value.next_step


def test_an_answer_without_an_athlete_is_no_answer() -> None:
    with intervals_account(plugin) as account:
        account.site.faults.script = [Fault.GARBAGE]
        with pytest.raises(Transient, match="cannot be read"):
            plugin.who(account.connection)


def test_the_firewall_in_front_of_it_is_no_word_about_the_key() -> None:
    problem = judged(Reply(status=403, body=b"error code: 1010"))
    assert isinstance(problem, Transient)
    assert problem.retry_after_s == QUARTER_S


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        (error(400), Refused, "Intervals.icu refused it: What it says."),
        (error(422), Refused, "Intervals.icu refused it: What it says."),
        (Reply(status=422, body=b"<html>"), Refused, "refused it: no reason given."),
        (Reply(status=422, body=b"[]"), Refused, "refused it: no reason given."),
        (error(404), Gone, "Intervals.icu does not have it."),
        (error(410), Gone, "Intervals.icu does not have it."),
        (error(413), Refused, "larger than Intervals.icu takes"),
        (error(408), Transient, "too slow"),
        (error(429), Transient, "asked too often"),
        (error(500), Transient, "out of order (500)"),
        (error(503), Transient, "out of order (503)"),
        (error(500, repeatable=False), Unknown, "out of order (500)"),
        (error(415), Refused, "refused it (415)"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else "",
)
def test_an_answer_becomes_an_error_of_ours(
    reply: Reply, kind: type[Delivery], sentence: str
) -> None:
    problem = judged(reply)
    assert type(problem) is kind
    assert sentence in problem.sentence


def test_a_reason_of_many_lines_stays_short() -> None:
    problem = judged(error(422, "no\\n" * 500))
    assert len(problem.sentence) < len("Intervals.icu refused it: ") + 210
    assert "\n" not in problem.sentence


def test_a_success_is_no_error() -> None:
    for status in (200, 201):
        assert plugin.judged(Reply(status=status)) is None


def test_too_often_waits_as_long_as_the_service_says() -> None:
    reply = Reply(status=429, headers={"retry-after": "77"})
    problem = judged(reply)
    assert isinstance(problem, Transient)
    assert problem.retry_after_s == 77.0
    assert plugin.heard(reply).quiet_s == 77.0


def test_limits_are_taken_from_the_headers() -> None:
    headers = {"x-ratelimit-limit": "2000,4000", "x-ratelimit-remaining": "12,3000"}
    heard = plugin.heard(Reply(status=200, headers=headers))
    assert heard == Heard((Window(10, 1.0), Window(2000, QUARTER_S), Window(4000, DAY_S)), 0.0)


@pytest.mark.parametrize(("left", "quiet_s"), [("0,3000", 60.0), ("12,0", 900.0), ("0,0", 900.0)])
def test_a_window_that_is_used_up_is_left_alone_for_a_while(left: str, quiet_s: float) -> None:
    headers = {"x-ratelimit-limit": "2500,5000", "x-ratelimit-remaining": left}
    assert plugin.heard(Reply(status=200, headers=headers)).quiet_s == quiet_s


@pytest.mark.parametrize("told", ["", "many", "5", "0,0", "1,x"])
def test_headers_that_say_nothing_change_nothing(told: str) -> None:
    assert plugin.heard(Reply(status=200, headers={"x-ratelimit-limit": told})) == Heard()


def test_the_published_pace_is_kept_before_anything_is_heard() -> None:
    assert plugin.about.pace == (PER_SECOND, Window(2_500, QUARTER_S), Window(5_000, DAY_S))


def test_a_limit_that_was_passed_is_told_with_when_to_come_back() -> None:
    site = IntervalsIcu(limits=(Window(1, 900.0), Window(5_000, 86_400.0)))
    with intervals_account(plugin, site) as account:
        plugin.who(account.connection)
        with pytest.raises(Transient, match="asked too often") as caught:
            account.connection.ask(Ask(path="athlete/0"))
        assert caught.value.retry_after_s is not None
        assert 890 < caught.value.retry_after_s <= 900
        heard, _ = account.keeper.noted[-1]
        assert heard.quiet_s == caught.value.retry_after_s


def test_the_key_is_in_no_error_and_in_no_picture_of_the_settings() -> None:
    with intervals_account(plugin, api_key="a-very-secret-key") as account:
        with pytest.raises(NeedsUser) as caught:
            plugin.who(account.connection)
        assert "a-very-secret-key" not in f"{caught.value.sentence}{caught.value.next_step}"
        assert "a-very-secret-key" not in repr(account.connection.settings)
