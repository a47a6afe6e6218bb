"""The first account, sessions, and preferences."""

import pytest

from fitglue.domain.errors import FitGlueError, NeedsUser, Refused
from fitglue.instance import Instance
from fitglue.web.live_services import LiveServices

PASSWORD = "four words in row"  # noqa: S105 - made up for this test


@pytest.fixture
def services(instance: Instance) -> LiveServices:
    return LiveServices(instance)


def first_account(instance: Instance, services: LiveServices) -> str:
    token = instance.welcome_token()
    return services.create_first_account(token, "Kim", "Kim@Example.org", PASSWORD, "Europe/Paris")


def test_the_link_makes_the_first_account_and_signs_in(
    instance: Instance, services: LiveServices
) -> None:
    person = services.person(first_account(instance, services))
    assert person is not None
    assert (person.name, person.email, person.zone) == ("Kim", "kim@example.org", "Europe/Paris")


def test_the_link_works_once(instance: Instance, services: LiveServices) -> None:
    token = instance.welcome_token()
    services.create_first_account(token, "Kim", "kim@example.org", PASSWORD, "UTC")
    assert not services.welcome_is_open(token)
    with pytest.raises(Refused):
        services.create_first_account(token, "Eve", "eve@example.org", PASSWORD, "UTC")


def test_a_new_link_ends_the_old_one(instance: Instance, services: LiveServices) -> None:
    old, new = instance.welcome_token(), instance.welcome_token()
    assert not services.welcome_is_open(old)
    assert services.welcome_is_open(new)


def test_what_the_command_line_imported_belongs_to_the_first_account(
    instance: Instance, services: LiveServices
) -> None:
    owner = instance.owner()
    person = services.person(first_account(instance, services))
    assert person is not None
    assert person.id == owner.id


def test_a_wrong_password_and_a_wrong_address_say_the_same(
    instance: Instance, services: LiveServices
) -> None:
    first_account(instance, services)
    said = set()
    for email, password in (("kim@example.org", "wrong"), ("eve@example.org", PASSWORD)):
        with pytest.raises(NeedsUser) as caught:
            services.sign_in(email, password, "127.0.0.1")
        said.add(caught.value.sentence)
    assert len(said) == 1


def test_an_account_without_a_password_cannot_be_signed_in_to(
    instance: Instance, services: LiveServices
) -> None:
    instance.owner()
    with pytest.raises(NeedsUser):
        services.sign_in("", "", "127.0.0.1")


def test_signing_out_ends_the_session(instance: Instance, services: LiveServices) -> None:
    first_account(instance, services)
    session = services.sign_in("KIM@example.org", PASSWORD, "127.0.0.1")
    assert services.person(session) is not None
    services.sign_out(session)
    assert services.person(session) is None


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"email": "kim"}, {"password": "short"}, {"zone": "Europe/Atlantis"}],
)
def test_an_incomplete_form_says_what_is_missing_and_keeps_the_link(
    instance: Instance, services: LiveServices, wrong: dict[str, str]
) -> None:
    token = instance.welcome_token()
    form = {"name": "Kim", "email": "kim@example.org", "password": PASSWORD, "zone": "UTC"}
    with pytest.raises(FitGlueError):
        services.create_first_account(token, **(form | wrong))
    assert services.welcome_is_open(token)


def test_preferences_are_kept(instance: Instance, services: LiveServices) -> None:
    session = first_account(instance, services)
    person = services.person(session)
    assert person is not None
    services.save_preferences(
        person.id, units="imperial", zone="America/Denver", theme="dark", tile_url=""
    )
    changed = services.person(session)
    assert changed is not None
    assert (changed.units, changed.zone, changed.theme) == ("imperial", "America/Denver", "dark")
