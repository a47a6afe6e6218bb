"""Strava is asked as its owner allows, and every answer of it becomes a sentence."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from fitglue.connections.client import Client
from fitglue.connections.oauth import TokenOffice, way_there
from fitglue.domain.asking import Ask, Reply
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.oauth import Tokens
from fitglue.domain.pace import Window
from fitglue.domain.secret import Secret
from fitglue.services.strava import StravaSettings, plugin
from fitglue.testing.services import OpenKeeper, connected, plain_web
from fitglue.testing.services.faults import Fault, Receive, Scope, Send
from fitglue.testing.services.strava import Strava
from fitglue.testing.web_site import served

BACK = "http://127.0.0.1/back"
NO_CODE = Secret()
QUARTER, DAY = 900.0, 86_400.0


class Front:
    """A place for one stand-in after the other."""

    site: Strava

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.site(scope, receive, send)


@pytest.fixture(scope="module")
def front() -> Front:
    return Front()


@pytest.fixture(scope="module")
def address(front: Front) -> Iterator[str]:
    front.site = Strava()
    with served(front) as url:
        yield url


@pytest.fixture
def site(front: Front, address: str) -> Strava:
    del address
    front.site = Strava()
    return front.site


def settings_of(site: Strava, address: str, **more: Any) -> StravaSettings:
    return StravaSettings.model_validate(site.settings_at(address, **more))


def office_of(site: Strava, address: str, **more: Any) -> TokenOffice:
    oauth = plugin.oauth(settings_of(site, address, **more))
    return TokenOffice(plugin, oauth, plain_web())


def tokens_of(site: Strava, *scopes: str) -> Tokens:
    grant = site.signing_in.let_in(*scopes)
    return Tokens(access=Secret(grant.access), refresh=Secret(grant.refresh), scopes=scopes)


def keeper_of(site: Strava, *scopes: str) -> OpenKeeper:
    return OpenKeeper(tokens_of(site, *(scopes or ("read", "activity:write"))))


def as_kim(site: Strava, address: str, keeper: OpenKeeper | None = None) -> Client:
    return connected(plugin, site.settings_at(address), keeper=keeper or keeper_of(site))


# Signing in.


def allowed(address: str, **pressed: Any) -> dict[str, str]:
    """Press a button on Strava's page, and say what comes back."""
    assert "Authorize" in httpx2.get(address).text
    answer = httpx2.post(address, data={"press": "authorize", **pressed})
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def test_no_more_is_asked_for_than_is_used(site: Strava, address: str) -> None:
    oauth = plugin.oauth(settings_of(site, address))
    assert oauth.scopes == ("read", "activity:write")
    assert oauth.needed == {"activity:write"}


@pytest.mark.parametrize("wish", ["renews_private", "is_source"])
def test_reading_is_asked_for_when_it_is_wished(wish: str, site: Strava, address: str) -> None:
    oauth = plugin.oauth(settings_of(site, address, **{wish: True}))
    assert oauth.scopes == ("read", "activity:write", "activity:read_all")
    assert oauth.needed == {"activity:write", "activity:read_all"}


def test_a_person_signs_in_on_the_page_of_strava(site: Strava, address: str) -> None:
    office = office_of(site, address)
    way = way_there(office.oauth, BACK, "kim")
    assert "scope=read%2Cactivity%3Awrite" in way.address
    assert "code_challenge" not in way.address
    back = allowed(way.address, scope=["activity:write"])
    assert (back["state"], back["scope"]) == (way.state.reveal(), "read,activity:write")
    tokens = office.exchanged(back["code"], BACK, NO_CODE)
    assert tokens.scopes == ("read", "activity:write")
    kim = connected(plugin, site.settings_at(address), keeper=OpenKeeper(tokens))
    assert plugin.who(kim).name == "Kim Runner"
    assert plugin.who(kim).id == str(site.athlete_id)


def test_what_a_person_did_not_tick_comes_back(site: Strava, address: str) -> None:
    office = office_of(site, address)
    assert allowed(way_there(office.oauth, BACK, "kim").address)["scope"] == "read"


def test_a_person_may_say_no(site: Strava, address: str) -> None:
    way = way_there(office_of(site, address).oauth, BACK, "kim")
    assert allowed(way.address, press="cancel")["error"] == "access_denied"


def test_a_code_works_once(site: Strava, address: str) -> None:
    office = office_of(site, address)
    code = allowed(way_there(office.oauth, BACK, "kim").address)["code"]
    office.exchanged(code, BACK, NO_CODE)
    with pytest.raises(NeedsUser, match="does not let FitGlue in") as problem:
        office.exchanged(code, BACK, NO_CODE)
    assert problem.value.next_step == "Press “Connect again”."


def test_a_fresh_token_ends_the_old_one(site: Strava, address: str) -> None:
    office = office_of(site, address)
    old = tokens_of(site, "read")
    site.signing_in.end_access()
    fresh = office.refreshed(old)
    assert fresh.refresh != old.refresh
    with pytest.raises(NeedsUser, match="does not let FitGlue in"):
        office.refreshed(old)
    again = office.refreshed(fresh)
    assert again.access == fresh.access  # it has more than an hour left


def test_a_token_that_ran_out_is_renewed_on_the_way(site: Strava, address: str) -> None:
    office, old = office_of(site, address), tokens_of(site, "read")
    keeper = OpenKeeper(old, renew=office.refreshed)
    site.signing_in.end_access()
    kim = connected(plugin, site.settings_at(address), keeper=keeper)
    assert plugin.who(kim).name == "Kim Runner"
    assert keeper.has != old


@pytest.mark.parametrize("wrong", [{"client_id": "99"}, {"client_secret": "no"}], ids=str)
def test_a_wrong_application_is_named(wrong: dict[str, str], site: Strava, address: str) -> None:
    with pytest.raises(NeedsUser, match="Client ID with this Client Secret") as problem:
        office_of(site, address, **wrong).refreshed(tokens_of(site, "read"))
    assert "strava.com/settings/api" in problem.value.next_step


def test_keys_are_given_back(site: Strava, address: str) -> None:
    office_of(site, address).revoke(tokens_of(site, "read"))
    assert site.signing_in.grants == []


def test_a_strava_that_cannot_take_keys_back_is_told_later(site: Strava, address: str) -> None:
    site.faults.script = [Fault.BROKEN]
    with pytest.raises(Transient):
        office_of(site, address).revoke(tokens_of(site, "read"))


# What answers mean.


def asked(kim: Client) -> Delivery:
    with pytest.raises(Delivery) as problem:
        plugin.who(kim)
    return problem.value


def test_an_inactive_application_needs_its_owner(site: Strava, address: str) -> None:
    site.is_inactive = True
    problem = asked(as_kim(site, address))
    assert isinstance(problem, NeedsUser)
    assert "paid Strava subscription" in problem.sentence
    assert "strava.com/subscribe" in problem.next_step
    assert "“Connect again”" in problem.next_step


def test_a_revoked_token_needs_its_owner(site: Strava, address: str) -> None:
    kim = as_kim(site, address)
    site.signing_in.grants.clear()
    problem = asked(kim)
    assert isinstance(problem, NeedsUser)
    assert problem.next_step == "Press “Connect again”."


def test_a_missing_scope_says_which_boxes(site: Strava, address: str) -> None:
    keeper = keeper_of(site, "read")
    keeper.renew = lambda tokens: tokens
    with pytest.raises(NeedsUser, match="not told to let FitGlue do everything") as problem:
        as_kim(site, address, keeper).ask(Ask(path="uploads/1"))
    assert "leave every box ticked" in problem.value.next_step


def test_what_is_not_there_is_gone(site: Strava, address: str) -> None:
    with pytest.raises(Gone):
        as_kim(site, address).ask(Ask(path="uploads/1"))


def test_what_strava_refuses_is_told_in_its_words(site: Strava, address: str) -> None:
    kim = as_kim(site, address, keeper_of(site, "read", "activity:read_all"))
    with pytest.raises(Refused, match=r"Bad Request \(Application per_page invalid\)"):
        kim.json("athlete/activities", {"per_page": "500"})


@pytest.mark.parametrize(
    ("method", "kind"), [("GET", Transient), ("POST", Unknown)], ids=["a look", "an upload"]
)
@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.LOST], ids=["5xx", "no answer"])
def test_a_strava_in_trouble_is_tried_again_or_asked(
    fault: Fault, method: str, kind: type[Delivery], site: Strava, address: str
) -> None:
    site.faults.script = [fault]
    with pytest.raises(kind):
        as_kim(site, address).ask(Ask(method=method, path="uploads"))


def test_garbage_for_an_answer_is_no_name(site: Strava, address: str) -> None:
    site.faults.script = [Fault.GARBAGE]
    assert isinstance(asked(as_kim(site, address)), Transient)


def reply(status: int, told: Any = None, **headers: str) -> Reply:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=names, body=json.dumps(told).encode())


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (403, Refused, "does not allow it: Forbidden"),
        (413, Refused, "larger than Strava takes"),
        (422, Refused, "422"),
        (503, Transient, "out of order"),
    ],
)
def test_every_other_answer_has_a_sentence(status: int, kind: type[Delivery], word: str) -> None:
    problem = plugin.judged(reply(status, {"message": "Forbidden"}))
    assert type(problem) is kind
    assert word in str(problem)


def test_a_defect_that_an_upload_tells_itself_is_for_its_target() -> None:
    assert plugin.judged(reply(400, {"id": 1, "error": "empty", "activity_id": None})) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"errors": [1]}', b'{"errors": 5}'])
@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_without_sense_is_still_a_refusal(status: int, body: bytes) -> None:
    assert isinstance(plugin.judged(Reply(status=status, body=body)), Refused | NeedsUser)


# Limits.

NOON_AND_4 = format_datetime(datetime(2026, 11, 26, 12, 4, 30, tzinfo=UTC), usegmt=True)


def limited(status: int = 200, usage: str = "1,1", read_usage: str = "1,1") -> Reply:
    return reply(
        status, date=NOON_AND_4, x_ratelimit_limit="400,4000", x_ratelimit_usage=usage,
        x_readratelimit_limit="200,2000", x_readratelimit_usage=read_usage,
    )  # fmt: skip


def test_the_pace_of_a_new_application_is_known() -> None:
    assert plugin.about.pace == (
        Window(200, QUARTER), Window(2_000, DAY), Window(100, QUARTER, "read"),
        Window(1_000, DAY, "read"),
    )  # fmt: skip


def test_limits_of_the_headers_win() -> None:
    assert plugin.heard(limited()).windows == (
        Window(400, QUARTER), Window(4_000, DAY), Window(200, QUARTER, "read"),
        Window(2_000, DAY, "read"),
    )  # fmt: skip
    assert plugin.heard(limited()).quiet_s == 0


@pytest.mark.parametrize("words", ["", "many", "1", "-1,5", "0,0"])
def test_limits_that_make_no_sense_are_left_alone(words: str) -> None:
    assert plugin.heard(reply(200, x_ratelimit_limit=words)).windows == ()


@pytest.mark.parametrize(
    ("usage", "read_usage", "until_s"),
    [
        ("401,500", "1,1", 10.5 * 60),
        ("10,4001", "1,1", (11 * 60 + 55.5) * 60),
        ("10,10", "201,300", 10.5 * 60),
        ("10,10", "1,2001", (11 * 60 + 55.5) * 60),
    ],
    ids=["quarter", "day", "quarter of reads", "day of reads"],
)
def test_too_often_waits_for_the_window_that_is_over(
    usage: str, read_usage: str, until_s: float
) -> None:
    answer = limited(429, usage, read_usage)
    problem = plugin.judged(answer)
    assert isinstance(problem, Transient)
    assert problem.retry_after_s == until_s
    assert plugin.heard(answer).quiet_s == until_s


def test_the_last_free_request_says_that_it_was_the_last() -> None:
    assert plugin.heard(limited(usage="400,800")).quiet_s == 10.5 * 60
    assert plugin.heard(limited(read_usage="200,800")).quiet_s == 0  # uploads still may


def test_too_often_without_headers_waits_for_the_quarter() -> None:
    problem = plugin.judged(reply(429))
    assert isinstance(problem, Transient)
    assert 0 < (problem.retry_after_s or 0) <= QUARTER


def test_a_limit_that_somebody_else_used_up_is_met_by_waiting(site: Strava, address: str) -> None:
    site.limits.use_up(site.signing_in.now())
    keeper = keeper_of(site)
    problem = asked(as_kim(site, address, keeper))
    assert isinstance(problem, Transient)
    heard, _ = keeper.noted[-1]
    assert heard.quiet_s == pytest.approx(problem.retry_after_s, abs=1)
    assert heard.windows == plugin.about.pace


def test_a_look_counts_as_reading(site: Strava, address: str) -> None:
    keeper = keeper_of(site)
    plugin.who(as_kim(site, address, keeper))
    assert keeper.turns == ["read"]
