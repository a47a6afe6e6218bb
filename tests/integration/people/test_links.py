"""The first account's link, invitations, and links for a new password."""

from datetime import UTC, datetime, timedelta

import pytest

from fitglue.domain.errors import Denied, FitGlueError, NeedsUser, Refused
from fitglue.instance import Instance
from fitglue.people import links, roles, signing_in
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.store.tables import LinkRow
from fitglue.testing.people import HOME, KIM, LEE, ORIGIN, is_open, sign_in, token_in


def let_pass(instance: Instance, lasts: timedelta) -> None:
    """Make every link older by `lasts`."""
    with instance.store.transactions.writing() as session:
        for row in session.query(LinkRow):
            row.expires_at -= lasts


def test_the_first_link_makes_an_admin_and_works_once(instance: Instance) -> None:
    token = instance.welcome_token()
    assert is_open(instance, links.accept(instance, token, KIM, HOME))
    kim = instance.store.accounts.by_email("KIM@example.org")
    assert kim is not None
    assert kim.is_admin
    with pytest.raises(Refused):
        links.accept(instance, token, LEE, HOME)
    assert links.opened(instance, instance.welcome_token(), HOME) is None


def test_what_the_command_line_imported_belongs_to_the_first_account(instance: Instance) -> None:
    owner = instance.owner()
    links.accept(instance, instance.welcome_token(), KIM, HOME)
    assert instance.store.accounts.by_email(KIM.email) == instance.owner()
    assert instance.owner().id == owner.id


def test_a_new_first_link_ends_the_old_one(instance: Instance) -> None:
    old, new = instance.welcome_token(), instance.welcome_token()
    assert links.opened(instance, old, HOME) is None
    assert links.opened(instance, new, HOME) is not None


def test_an_invitation_makes_an_account_of_its_own_and_works_once(
    instance: Instance, kim: Acting
) -> None:
    token = token_in(links.invite(instance, LEE.email, ORIGIN, by=kim.account.id).url)
    assert is_open(instance, links.accept(instance, token, LEE, HOME))
    lee = instance.store.accounts.by_email(LEE.email)
    assert lee is not None
    assert not lee.is_admin
    assert lee.id != kim.account.id
    with pytest.raises(Refused):
        links.accept(instance, token, links.NewPerson("Eve", "e@e.org", "a" * 12, "UTC"), HOME)


def test_an_invitation_lasts_a_week_and_a_reset_an_hour(instance: Instance, kim: Acting) -> None:
    invitation = token_in(links.invite(instance, LEE.email, ORIGIN, by=kim.account.id).url)
    let_pass(instance, timedelta(days=7, seconds=-5))
    assert links.opened(instance, invitation, HOME) is not None
    let_pass(instance, timedelta(seconds=10))
    assert links.opened(instance, invitation, HOME) is None

    reset = token_in(links.offer_reset(instance, kim.account, ORIGIN).url)
    let_pass(instance, timedelta(hours=1, seconds=-5))
    assert links.opened(instance, reset, HOME) is not None
    let_pass(instance, timedelta(seconds=10))
    assert links.opened(instance, reset, HOME) is None


def test_nobody_is_invited_before_somebody_is_there_to_look_after_them(instance: Instance) -> None:
    instance.owner()
    with pytest.raises(Denied, match="first account"):
        links.invite(instance, LEE.email, ORIGIN)


def test_an_invitation_can_be_withdrawn(instance: Instance, kim: Acting) -> None:
    token = token_in(links.invite(instance, LEE.email, ORIGIN, by=kim.account.id).url)
    [open_one] = instance.store.links.invitations()
    assert instance.store.links.withdraw(open_one.id) == LEE.email
    assert links.opened(instance, token, HOME) is None


def test_nobody_is_invited_twice_over(instance: Instance, lee: Acting) -> None:
    with pytest.raises(NeedsUser, match="has an account already"):
        links.invite(instance, "LEE@example.org", ORIGIN)
    assert lee.account.email == LEE.email


def test_an_address_is_one_persons_only(instance: Instance, kim: Acting) -> None:
    token = token_in(links.invite(instance, LEE.email, ORIGIN, by=kim.account.id).url)
    with pytest.raises(NeedsUser, match="has an account already"):
        links.accept(instance, token, links.NewPerson("Eve", KIM.email, "a" * 12, "UTC"), HOME)
    assert links.opened(instance, token, HOME) is not None


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"email": "kim"}, {"password": "short"}, {"zone": "Europe/Atlantis"}],
)
def test_an_incomplete_form_says_what_is_missing_and_keeps_the_link(
    instance: Instance, wrong: dict[str, str]
) -> None:
    token = instance.welcome_token()
    form = {"name": "Kim", "email": KIM.email, "password": KIM.password, "zone": "UTC"}
    with pytest.raises(FitGlueError):
        links.accept(instance, token, links.NewPerson(**(form | wrong)), HOME)
    assert links.opened(instance, token, HOME) is not None


def test_a_reset_sets_the_password_and_signs_every_browser_out(
    instance: Instance, lee: Acting
) -> None:
    before = sign_in(instance, LEE)
    token = token_in(links.offer_reset(instance, lee.account, ORIGIN).url)
    now = links.reset_password(instance, token, "quite another one", HOME)
    assert is_open(instance, now)
    assert not is_open(instance, before)
    with pytest.raises(NeedsUser):
        sign_in(instance, LEE)
    assert signing_in.sign_in(instance, LEE.email, "quite another one", HOME)
    with pytest.raises(Refused):
        links.reset_password(instance, token, "and another one yet", HOME)


def test_changing_the_password_ends_a_link_for_a_new_one(instance: Instance, lee: Acting) -> None:
    token = token_in(links.offer_reset(instance, lee.account, ORIGIN).url)
    signing_in.change_password(lee, LEE.password, "quite another one", "")
    assert links.opened(instance, token, HOME) is None


def test_an_invitation_is_no_reset_and_a_reset_no_invitation(
    instance: Instance, lee: Acting
) -> None:
    reset = token_in(links.offer_reset(instance, lee.account, ORIGIN).url)
    invitation = token_in(links.invite(instance, "new@example.org", ORIGIN).url)
    with pytest.raises(Refused):
        links.accept(instance, reset, KIM, HOME)
    with pytest.raises(Refused):
        links.reset_password(instance, invitation, "quite another one", HOME)


def test_a_closed_account_gets_no_new_password(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    token = token_in(links.offer_reset(instance, lee.account, ORIGIN).url)
    roles.close(instance, lee.account, by=kim.account.id, visit=HOME)
    assert links.opened(instance, token, HOME) is None
    closed = instance.store.accounts.get(lee.account.id)
    with pytest.raises(Denied):
        links.offer_reset(instance, closed, ORIGIN)


def test_only_hashes_of_links_are_kept(instance: Instance, kim: Acting) -> None:
    token = token_in(links.invite(instance, LEE.email, ORIGIN, by=kim.account.id).url)
    with instance.store.transactions.reading() as session:
        kept = [vars(row) for row in session.query(LinkRow)]
    assert token not in str(kept)
    assert tokens.token_hash(token) in str(kept)
    assert datetime.now(UTC) < kept[0]["expires_at"]
