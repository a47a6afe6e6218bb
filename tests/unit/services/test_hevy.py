"""Hevy as a service: its key, its answers, and what they mean to a person."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fitglue.connections.client import Client
from fitglue.domain.asking import Ask, Reply, Who
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.pace import Heard
from fitglue.services.hevy import HevySettings, plugin
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.hevy import KEY, OWNER, HevySite
from fitglue.testing.web_site import served

_JSON = {"content-type": "application/json"}


@dataclass
class Account:
    """An account at a served stand-in, and a connection to it."""

    site: HevySite
    connection: Client
    keeper: OpenKeeper


@pytest.fixture
def account() -> Iterator[Account]:
    site, keeper = HevySite(), OpenKeeper()
    with served(site) as url:
        settings = {"api_key": KEY, "base_url": url}
        yield Account(site, connected(plugin, settings, keeper=keeper), keeper)


def judged(status: int, said: object = None, *, may_be_repeated: bool = True) -> Delivery:
    body = b"" if said is None else json.dumps(said).encode()
    problem = plugin.judged(
        Reply(status=status, headers=_JSON, body=body, may_be_repeated=may_be_repeated)
    )
    assert problem is not None
    return problem


def test_the_key_says_whose_account_it_is(account: Account) -> None:
    assert plugin.who(account.connection) == Who(OWNER["id"], "Kim")
    assert account.site.asked == [("GET", "/v1/user/info")]


def test_a_key_that_was_copied_with_spaces_works(account: Account) -> None:
    url = HevySettings.model_validate(account.connection.settings).base_url
    spaced = connected(plugin, {"api_key": f" {KEY}\n", "base_url": url})
    assert plugin.who(spaced).name == "Kim"


def test_a_wrong_key_says_where_to_get_the_right_one(account: Account) -> None:
    account.site.key = "another"
    with pytest.raises(NeedsUser, match="does not know this API key") as told:
        plugin.who(account.connection)
    assert "hevy.com/settings?developer" in told.value.next_step
    assert "Connect again" in told.value.next_step


def test_without_hevy_pro_it_says_so(account: Account) -> None:
    account.site.is_pro = False
    with pytest.raises(NeedsUser, match="Hevy Pro"):
        plugin.who(account.connection)


def test_a_limit_of_the_plan_is_not_taken_for_the_lack_of_one() -> None:
    problem = judged(403, {"error": "exceeds-custom-exercise-limit"})
    assert isinstance(problem, NeedsUser)
    assert problem.sentence == (
        "A limit of your Hevy plan is reached (exceeds-custom-exercise-limit)."
    )


@pytest.mark.parametrize("status", [400, 422])
def test_what_it_refuses_carries_its_own_word(status: int) -> None:
    problem = judged(status, {"error": "Invalid  request\nbody."})
    assert isinstance(problem, Refused)
    assert problem.sentence == "Hevy refused it: Invalid request body."


def test_an_essay_of_an_error_is_cut() -> None:
    assert len(judged(400, {"error": "word " * 500}).sentence) < 250


@pytest.mark.parametrize("said", [None, {"error": 5}, ["x"], {}])
def test_a_refusal_without_a_word_is_one(said: object) -> None:
    assert judged(400, said).sentence == "Hevy refused it."


def test_what_is_not_there_is_gone() -> None:
    assert isinstance(judged(404, {"error": "Workout not found"}), Gone)


def test_a_conflict_is_refused() -> None:
    assert type(judged(409)) is Refused


def test_a_broken_hevy_passes_unless_something_may_have_arrived() -> None:
    assert isinstance(judged(500), Transient)
    assert isinstance(judged(503, may_be_repeated=False), Unknown)


def test_a_429_is_waited_out_for_a_minute(account: Account) -> None:
    account.site.faults.script = [Fault.BUSY]
    with pytest.raises(Transient, match="too often") as told:
        plugin.who(account.connection)
    assert told.value.retry_after_s == 60
    assert account.keeper.noted[-1][0] == Heard(quiet_s=60.0)


def test_a_429_that_says_how_long_is_believed() -> None:
    assert plugin.heard(Reply(status=429, headers={"retry-after": "7"})) == Heard(quiet_s=7)
    assert plugin.heard(Reply(status=200)) == Heard()


def test_an_answer_that_makes_no_sense_passes(account: Account) -> None:
    account.site.faults.script = [Fault.GARBAGE]
    with pytest.raises(Transient, match="cannot be read"):
        plugin.who(account.connection)


@pytest.mark.parametrize("said", [[], {}, {"data": None}, {"data": {"name": "Kim"}}])
def test_an_account_without_an_id_is_none(said: object) -> None:
    class Says:
        def json(self, path: str, params: object) -> object:
            del path, params
            return said

    with pytest.raises(Transient, match="whose key"):
        plugin.who(Says())  # ty: ignore[invalid-argument-type] # it is asked for nothing else


def test_a_workout_that_may_have_arrived_is_unknown(account: Account) -> None:
    account.site.faults.script = [Fault.LOST]
    with pytest.raises(Unknown):
        account.connection.ask(Ask(path="v1/workouts", method="POST", json={"workout": {}}))


def test_the_key_is_shown_nowhere(account: Account) -> None:
    assert KEY not in repr(account.connection.settings)
    assert KEY not in account.connection.settings.model_dump_json()


def test_the_real_address_and_page_sizes_are_defaults() -> None:
    settings = HevySettings.model_validate({"api_key": KEY})
    assert plugin.address(settings) == "https://api.hevyapp.com"
    assert (settings.page_size, settings.template_page_size) == (10, 100)
    assert plugin.oauth(settings) is None
