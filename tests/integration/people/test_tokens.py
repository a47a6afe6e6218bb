"""Personal tokens, and the API that takes them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue.api.app import create_api
from fitglue.api.auth import Admin, Reader, Writer
from fitglue.api.problems import MEDIA_TYPE
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance
from fitglue.people import programs, roles
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.security.throttle import FOR_ONE
from fitglue.store.tables import TokenRow
from fitglue.testing.people import HOME


@pytest.fixture
def api(instance: Instance) -> Iterator[TestClient]:
    """The API with three routes that ask for scopes."""
    app = create_api(instance)
    _add_routes(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _add_routes(app: FastAPI) -> None:
    @app.get("/read")
    def read(caller: Reader) -> str:
        return caller.account.name

    @app.get("/write")
    def write(caller: Writer) -> str:
        return caller.account.name

    @app.get("/admin")
    def admin(caller: Admin) -> str:
        return caller.account.name

    @app.get("/number/{number}")
    def number(caller: Reader, number: int) -> int:
        return number if caller else 0

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret inside")


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_token_tells_whom_it_acts_for(api: TestClient, kim: Acting) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ, Scope.SYNC}, 30)
    told = api.get("/me", headers=bearer(token)).json()
    assert (told["name"], told["email"], told["is_admin"]) == ("Kim", "kim@example.org", True)
    assert told["token"]["name"] == "Script"
    assert told["token"]["scopes"] == ["read", "sync"]
    assert told["token"]["expires_at"].endswith("Z")


def test_a_token_is_shown_by_its_beginning_and_kept_as_a_hash(
    instance: Instance, kim: Acting
) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ}, None)
    assert token.startswith("fg_")
    assert len(token) > 40
    with instance.store.transactions.reading() as session:
        [row] = session.scalars(select(TokenRow))
    assert row.prefix == token[:11]
    assert token not in str(vars(row))
    assert row.token_hash == tokens.token_hash(token)


def test_a_scope_opens_its_own_door_only(api: TestClient, kim: Acting) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ}, None)
    assert api.get("/read", headers=bearer(token)).json() == "Kim"
    answer = api.get("/write", headers=bearer(token))
    assert answer.status_code == 403
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "“write”" in answer.json()["sentence"]
    assert answer.json()["next_step"]


@pytest.mark.parametrize(
    "headers", [{}, bearer("fg_nothing"), {"authorization": "Basic a2lt"}, {"cookie": "a=b"}]
)
def test_without_a_token_that_works_there_is_a_problem_with_a_sentence(
    api: TestClient, headers: dict[str, str]
) -> None:
    answer = api.get("/me", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["www-authenticate"] == "Bearer"
    told = answer.json()
    assert (told["type"], told["title"], told["status"]) == ("about:blank", "Unauthorized", 401)
    assert told["detail"] == f"{told['sentence']} {told['next_step']}"


def test_a_revoked_token_and_one_that_is_too_old_do_nothing(
    instance: Instance, api: TestClient, kim: Acting, lee: Acting
) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ}, None)
    old = programs.make_token(kim, "Old", {Scope.READ}, 1)
    with instance.store.transactions.writing() as session:
        for row in session.scalars(select(TokenRow).where(TokenRow.name == "Old")):
            assert row.expires_at is not None
            row.expires_at -= timedelta(days=1, seconds=1)
    assert api.get("/me", headers=bearer(old)).status_code == 401
    by_name = {row.name: row.id for row in instance.store.tokens.of_account(kim.account.id)}
    assert not programs.revoke_token(lee, by_name["Script"])
    assert api.get("/me", headers=bearer(token)).status_code == 200
    assert programs.revoke_token(kim, by_name["Script"])
    assert api.get("/me", headers=bearer(token)).status_code == 401


def test_its_use_is_noted(instance: Instance, api: TestClient, kim: Acting) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ}, None)
    [before] = instance.store.tokens.of_account(kim.account.id)
    api.get("/me", headers=bearer(token))
    [after] = instance.store.tokens.of_account(kim.account.id)
    assert before.used_at is None
    assert after.used_at is not None


def test_the_tokens_of_a_closed_account_do_nothing(
    instance: Instance, api: TestClient, kim: Acting, lee: Acting
) -> None:
    token = programs.make_token(lee, "Script", {Scope.READ}, None)
    roles.close(instance, lee.account, by=kim.account.id, visit=HOME)
    assert api.get("/me", headers=bearer(token)).status_code == 401


def test_an_admins_token_is_none_once_they_are_no_admin(
    instance: Instance, api: TestClient, kim: Acting, lee: Acting
) -> None:
    roles.make_admin(instance, lee.account)
    token = programs.make_token(kim, "Script", {Scope.ADMIN}, None)
    assert api.get("/admin", headers=bearer(token)).status_code == 200
    roles.unmake_admin(instance, kim.account, by=lee.account.id, visit=HOME)
    assert api.get("/admin", headers=bearer(token)).status_code == 403


@pytest.mark.parametrize(("name", "scopes"), [(" ", {Scope.READ}), ("Script", set[Scope]())])
def test_a_token_needs_a_name_and_something_to_do(
    kim: Acting, name: str, scopes: set[Scope]
) -> None:
    with pytest.raises(NeedsUser):
        programs.make_token(kim, name, scopes, None)


def test_only_admins_make_tokens_for_admins(lee: Acting) -> None:
    with pytest.raises(Denied):
        programs.make_token(lee, "Script", {Scope.ADMIN}, None)


def test_guessing_a_token_ends_after_ten_tries_and_others_go_on(
    api: TestClient, kim: Acting
) -> None:
    guessed = programs.make_token(kim, "Guessed", {Scope.READ}, None)
    other = programs.make_token(kim, "Other", {Scope.READ}, None)
    for number in range(FOR_ONE.amount):
        wrong = guessed[:-2] + f"{number:02}"
        assert api.get("/me", headers=bearer(wrong)).status_code == 401
    answer = api.get("/me", headers=bearer(guessed))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert answer.json()["next_step"].startswith("Try again in")
    assert api.get("/me", headers=bearer(other)).status_code == 200


def test_every_other_mistake_is_a_problem_that_tells_nothing_of_the_inside(
    api: TestClient, kim: Acting
) -> None:
    token = programs.make_token(kim, "Script", {Scope.READ}, None)
    wrong = api.get("/number/mysecret", headers=bearer(token))
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["where"] == ["path", "number"]
    assert "mysecret" not in wrong.text
    for path, status in (("/nothing", 404), ("/broken", 500)):
        answer = api.get(path, headers=bearer(token))
        assert answer.status_code == status
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json()["sentence"]
        assert "secret" not in answer.text
    assert api.post("/me", headers=bearer(token)).status_code == 405


def test_the_api_describes_itself_and_has_no_page_that_asks_others(api: TestClient) -> None:
    told = api.get("/openapi.json").json()
    assert "/me" in told["paths"]
    assert told["components"]["securitySchemes"]["Personal token"]["scheme"] == "bearer"
    answers = told["paths"]["/me"]["get"]["responses"]
    assert answers["401"] == {"$ref": "#/components/responses/NoToken"}
    assert MEDIA_TYPE in told["components"]["responses"]["NoToken"]["content"]
    problem = told["components"]["schemas"]["Problem"]
    assert {"sentence", "next_step"} <= set(problem["properties"])
    assert api.get("/docs", follow_redirects=False).headers["location"] == "/help/api"
    assert api.get("/redoc").status_code == 404
