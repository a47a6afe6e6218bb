"""Google Health as a service: signing in, whose account it is, and what its answers mean."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
import pytest

from fitglue.boosters import fitbit_heart_rate
from fitglue.connections.client import Client
from fitglue.connections.oauth import TokenOffice, WayThere, way_there
from fitglue.domain.arrival import Arrival, Page, SourceTools, Span
from fitglue.domain.asking import Reply, Who
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient
from fitglue.domain.oauth import Tokens
from fitglue.domain.secret import Secret
from fitglue.domain.streams import StreamKind
from fitglue.services.google_health import SCOPES, GoogleHealthSettings, plugin
from fitglue.sources.google_health import GoogleHealthSource
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity, example_workout
from fitglue.testing.services import OpenKeeper
from fitglue.testing.services.faults import CHAOS
from fitglue.testing.services.google_health import (
    AUTHORIZE,
    Beat,
    Exercised,
    GoogleHealth,
    SigningIn,
    trouble,
)
from fitglue.testing.services.google_health import Reply as Answer
from fitglue.testing.web_site import served

REDIRECT = "https://fitglue.example/connections/google_health/back"
BOX = re.compile(r'<input type=checkbox name=scope value="([^"]+)" checked>')


class Clock:
    """The time at Google."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def google(clock: Clock) -> GoogleHealth:
    return GoogleHealth(signing_in=SigningIn(redirect_uris={REDIRECT}, now=clock))


@pytest.fixture
def web(google: GoogleHealth) -> Iterator[httpx2.Client]:
    with served(google) as address, httpx2.Client(base_url=address) as client:
        yield client


def settings_at(web: httpx2.Client) -> GoogleHealthSettings:
    at, known = str(web.base_url).rstrip("/"), SigningIn()
    return GoogleHealthSettings(
        client_id=known.client_id,
        client_secret=Secret(known.client_secret),
        api_url=f"{at}/v4",
        authorize_url=f"{at}/{AUTHORIZE}",
        token_url=f"{at}/token",
        revoke_url=f"{at}/revoke",
    )


def office(web: httpx2.Client) -> TokenOffice:
    return TokenOffice(plugin, plugin.oauth(settings_at(web)), web)


def consented(
    web: httpx2.Client, way: WayThere, press: str = "authorize", leave: int = 0
) -> dict[str, str]:
    """Press a button on Google's page, having unticked some boxes; give what came back."""
    shown = web.get(way.address)
    assert shown.status_code == 200, shown.text
    assert f"value={press}" in shown.text
    answer = web.post(way.address, data={"press": press, "scope": BOX.findall(shown.text)[leave:]})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(REDIRECT)
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in told.items()}


def signed_in(web: httpx2.Client) -> Tokens:
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    back = consented(web, way)
    assert back["state"] == way.state.reveal()
    return office(web).exchanged(back["code"], REDIRECT, way.verifier)


def connection(web: httpx2.Client, tokens: Tokens) -> Client:
    keeper = OpenKeeper(has=tokens, renew=office(web).refreshed)
    return Client(plugin, settings_at(web), Who("", ""), keeper, web)


def test_a_person_signs_in_and_their_account_is_named(web: httpx2.Client) -> None:
    tokens = signed_in(web)
    assert set(tokens.scopes) == set(SCOPES)
    assert tokens.refresh
    assert plugin.who(connection(web, tokens)) == Who("7123456789", "Google Health account …6789")


def test_source_and_booster_ask_at_the_address_of_the_service(
    web: httpx2.Client, google: GoogleHealth
) -> None:
    run = example_activity(example_workout("running", 1800))
    start, end = run.workout.start, run.workout.end
    google.beats = [Beat(start + timedelta(seconds=one), 140) for one in range(0, 2400, 5)]
    google.exercises.append(Exercised(id="1", start=start, end=end, beats_every_s=0))
    asked = connection(web, signed_in(web))
    tools = SourceTools(default_zone="UTC", zone_at=lambda _, __: None)
    page = GoogleHealthSource().past(asked, Span(start, end), {}, tools)
    (arrival,) = page.arrivals
    assert isinstance(arrival, Arrival)
    assert arrival.workout.route_points == 361
    assert len(arrival.workout.streams[StreamKind.HEART_RATE]) == 361
    boost = fitbit_heart_rate.plugin.boost(
        run, tools_for(fitbit_heart_rate.plugin, {"force": True}, connection=asked, now=end)
    )
    assert boost.facts["heart_rate_samples"] == 361


def patiently(asked: Client, span: Span, cursor: Mapping[str, Any]) -> Page:
    """Ask for a page until it comes, as whoever polls does, without the waiting."""
    tools = SourceTools(default_zone="UTC", zone_at=lambda _, __: None)
    for _ in range(100):
        try:
            return GoogleHealthSource().past(asked, span, cursor, tools)
        except Transient:
            continue
    raise TimeoutError("it did not come in a hundred tries")


@pytest.mark.long
def test_on_a_bad_day_every_workout_arrives_once_and_whole(
    web: httpx2.Client, google: GoogleHealth
) -> None:
    first = datetime(2026, 11, 1, 12, tzinfo=UTC)
    for day in range(25):
        start = first + timedelta(days=day)
        one = Exercised(id=str(day), start=start, end=start + timedelta(minutes=2))
        google.exercises.append(one)
    asked = connection(web, signed_in(web))
    google.faults.shares = CHAOS
    span, page, arrived = Span(first, first + timedelta(days=99)), Page(more=True), list[Arrival]()
    while page.more:
        page = patiently(asked, span, page.cursor)
        arrived += [one for one in page.arrivals if isinstance(one, Arrival)]
    assert [one.source_id for one in arrived] == [str(24 - number) for number in range(25)]
    assert {one.workout.route_points for one in arrived} == {121}
    assert google.faults.struck


def test_every_sign_in_brings_a_refresh_token(web: httpx2.Client) -> None:
    assert signed_in(web).refresh
    assert signed_in(web).refresh  # without `prompt=consent` Google gives one the first time only


def test_without_consent_anew_there_is_no_second_refresh_token(web: httpx2.Client) -> None:
    signed_in(web)
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    silent = WayThere(way.address.replace("&prompt=consent", ""), way.state, way.verifier)
    back = consented(web, silent)
    assert not office(web).exchanged(back["code"], REDIRECT, way.verifier).refresh


def test_an_access_token_lasts_an_hour_and_is_renewed(web: httpx2.Client, clock: Clock) -> None:
    asked = connection(web, signed_in(web))
    clock.at += timedelta(hours=1)
    assert plugin.who(asked).id == "7123456789"


def test_a_verifier_that_does_not_fit_gives_no_token(web: httpx2.Client) -> None:
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    back = consented(web, way)
    with pytest.raises(NeedsUser):
        office(web).exchanged(back["code"], REDIRECT, Secret("another"))


def test_a_code_works_once(web: httpx2.Client) -> None:
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    back = consented(web, way)
    office(web).exchanged(back["code"], REDIRECT, way.verifier)
    with pytest.raises(NeedsUser):
        office(web).exchanged(back["code"], REDIRECT, way.verifier)


def test_whoever_presses_cancel_comes_back_without_a_code(web: httpx2.Client) -> None:
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    back = consented(web, way, "cancel")
    assert back == {"error": "access_denied", "state": way.state.reveal()}


def test_a_box_left_empty_is_told(web: httpx2.Client) -> None:
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    back = consented(web, way, leave=1)
    tokens = office(web).exchanged(back["code"], REDIRECT, way.verifier)
    assert set(plugin.oauth(settings_at(web)).needed) - set(tokens.scopes) == {SCOPES[0]}
    with pytest.raises(NeedsUser) as told:
        connection(web, tokens).json("users/me/dataTypes/exercise/dataPoints", {})
    assert told.value.next_step.endswith("leave every box ticked on Google's page.")


def test_another_redirect_address_is_refused_on_the_page(web: httpx2.Client) -> None:
    way = way_there(plugin.oauth(settings_at(web)), f"{REDIRECT}/", "7")
    assert "redirect_uri_mismatch" in web.get(way.address).text


def test_only_test_users_get_into_an_app_that_is_tested(
    web: httpx2.Client, google: GoogleHealth
) -> None:
    google.signing_in.is_testing, google.signing_in.is_test_user = True, False
    way = way_there(plugin.oauth(settings_at(web)), REDIRECT, "7")
    assert web.get(way.address).status_code == 403


@pytest.mark.parametrize(("days", "lasts"), [(6.9, True), (7.1, False)])
def test_in_testing_access_ends_after_seven_days(
    web: httpx2.Client, google: GoogleHealth, clock: Clock, days: float, *, lasts: bool
) -> None:
    google.signing_in.is_testing = True
    tokens = signed_in(web)
    clock.at += timedelta(days=days)
    if lasts:
        assert office(web).refreshed(tokens).access
        return
    with pytest.raises(NeedsUser, match="7 days") as told:
        office(web).refreshed(tokens)
    assert "Publish app" in told.value.next_step


def test_access_that_was_taken_back_needs_its_owner(
    web: httpx2.Client, google: GoogleHealth
) -> None:
    asked = connection(web, signed_in(web))
    google.signing_in.revoke_all()
    with pytest.raises(NeedsUser, match="does not accept FitGlue's access any more"):
        plugin.who(asked)


def test_access_is_given_back(web: httpx2.Client) -> None:
    tokens = signed_in(web)
    office(web).revoke(tokens)
    with pytest.raises(NeedsUser):
        office(web).refreshed(tokens)


def test_a_wrong_secret_says_where_to_copy_it_from(web: httpx2.Client) -> None:
    wrong = settings_at(web).model_copy(update={"client_secret": Secret("guessed")})
    with pytest.raises(NeedsUser, match="does not know this client ID") as told:
        TokenOffice(plugin, plugin.oauth(wrong), web).exchanged("4/x", REDIRECT, Secret("v"))
    assert "“Clients” page" in told.value.next_step


def judged(answer: Answer) -> Delivery | None:
    headers = {name.lower(): value for name, value in answer.told.items()}
    return plugin.judged(Reply(status=answer.status, headers=headers, body=answer.body))


@pytest.mark.parametrize(
    ("answer", "kind", "sentence", "next_step"),
    [
        (trouble(401, "…"), NeedsUser, "Google Health does not let FitGlue in any more.",
         "Press “Connect again”."),
        (trouble(403, "…", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), NeedsUser,
         "Google did not let FitGlue see everything it needs from Google Health.", "every box"),
        (trouble(403, "…", "SERVICE_DISABLED"), NeedsUser, "switched off in your Google Cloud",
         "press “Enable”"),
        (trouble(403, "…", "ACCOUNT_NOT_LINKED"), NeedsUser, "linked to it", "Fitbit app"),
        (trouble(400, "…", "ACCOUNT_NOT_LINKED"), NeedsUser, "linked to it", "Fitbit app"),
        (trouble(403, "…"), NeedsUser, "does not allow this to your project", "every box"),
        (trouble(404, "…"), Gone, "does not have it", ""),
        (trouble(400, "…", "INVALID_DATA_POINT_FILTER"), Refused,
         "did not understand FitGlue (INVALID_DATA_POINT_FILTER)", "Update FitGlue"),
        (trouble(500, "…"), Transient, "out of order (500)", "tries again"),
        (trouble(503, "…"), Transient, "out of order (503)", "tries again"),
        (Answer(410, {}), NeedsUser, "2 November 2026", "https://health.googleapis.com/v4"),
        (Answer(410, b"<html>gone"), NeedsUser, "2 November 2026", "Set the address"),
        (Answer(502, b"<html>bad gateway"), Transient, "out of order (502)", ""),
        (Answer(400, {"error": "invalid_grant"}), NeedsUser, "7 days", "Publish app"),
        (Answer(401, {"error": "invalid_client"}), NeedsUser, "client secret", "Copy both"),
        (Answer(400, {"error": "redirect_uri_mismatch"}), NeedsUser, "send you back",
         "to the letter"),
        (Answer(400, [1]), Refused, "did not understand FitGlue.", "Update FitGlue"),
        (Answer(403, {"error": {"details": ["x", {"reason": 7}]}}), NeedsUser, "not allow", ""),
    ],
)  # fmt: skip
def test_every_answer_has_its_error(
    answer: Answer, kind: type[Delivery], sentence: str, next_step: str
) -> None:
    problem = judged(answer)
    assert type(problem) is kind
    assert sentence in problem.sentence
    assert next_step in problem.next_step


def test_a_success_is_none() -> None:
    assert judged(Answer(200, {"dataPoints": []})) is None


def test_too_many_requests_wait_as_long_as_google_says_else_a_minute() -> None:
    told = trouble(429, "Quota exceeded.", "RATE_LIMIT_EXCEEDED", retry_after_s=37)
    for answer, seconds in ((told, 37), (trouble(429, "Quota exceeded."), 60)):
        problem = judged(answer)
        assert isinstance(problem, Transient)
        assert problem.retry_after_s == seconds
        headers = {name.lower(): value for name, value in answer.told.items()}
        heard = plugin.heard(Reply(status=429, headers=headers, body=answer.body))
        assert heard.quiet_s == seconds
    assert not plugin.heard(Reply(status=200)).quiet_s


@pytest.mark.parametrize("told", [{}, [], {"healthUserId": ""}, {"healthUserId": 7}])
def test_an_account_without_a_number_is_no_account(told: object) -> None:
    google = GoogleHealth(next_replies=[Answer(200, told)])
    with pytest.raises(Transient):
        plugin.who(google.connected)


def test_the_secret_prints_as_dots() -> None:
    settings = GoogleHealthSettings(client_id="1.apps", client_secret=Secret("GOCSPX-1"))
    assert "GOCSPX" not in f"{settings!r}{settings.model_dump()}{settings.model_dump_json()}"
    assert msgspec.json.decode(settings.model_dump_json())["client_id"] == "1.apps"


def test_every_address_is_a_setting_that_hides_under_advanced() -> None:
    fields = GoogleHealthSettings.model_fields
    for name in ("api_url", "authorize_url", "token_url", "revoke_url", "exercises_a_page"):
        assert fields[name].json_schema_extra == {"advanced": True}
        assert not fields[name].is_required()
