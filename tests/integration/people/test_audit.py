"""What the audit log tells, and what it never tells."""

import pytest

from fitglue.domain.audit import SENTENCES, Event
from fitglue.domain.errors import NeedsUser, TooManyTries
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance
from fitglue.people import links, programs, roles, sessions, signing_in
from fitglue.people.acting import Acting
from fitglue.security.throttle import FOR_ONE, Throttle
from fitglue.testing.people import HOME, KIM, LEE, ORIGIN, sign_in, token_in


def events(instance: Instance, acting: Acting) -> list[str]:
    """The events of somebody, oldest first."""
    return [row.event for row in reversed(instance.store.audit.of_account(acting.account.id))]


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Event)


def test_it_tells_what_one_did_and_what_was_done_to_one(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    sign_in(instance, LEE)
    with pytest.raises(NeedsUser):
        signing_in.sign_in(instance, LEE.email, "not this one at all", HOME)
    programs.make_token(lee, "Script", {Scope.READ}, None)
    signing_in.change_password(lee, LEE.password, "quite another one", "")
    roles.close(instance, lee.account, by=kim.account.id, visit=HOME)
    assert events(instance, lee) == [
        "sign_in.ok", "sign_in.failed", "token.made", "password.changed", "account.closed",
    ]  # fmt: skip
    assert events(instance, kim) == ["account.closed"]
    [closed] = instance.store.audit.of_account(kim.account.id)
    assert (closed.account_id, closed.by) == (lee.account.id, kim.account.id)
    assert (closed.client, closed.address) == ("Firefox on Linux", "192.0.2.7")


def test_nobody_reads_of_others_but_everything_is_there_for_admins(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    sign_in(instance, KIM)
    links.invite(instance, "new@example.org", ORIGIN, by=kim.account.id, visit=HOME)
    assert events(instance, lee) == []
    assert len(instance.store.audit.of_everybody()) == 2


def test_it_holds_no_secret(instance: Instance, kim: Acting, lee: Acting) -> None:
    secrets = [sign_in(instance, LEE), programs.make_token(lee, "Script", {Scope.READ}, None)]
    secrets += [token_in(links.offer_reset(instance, lee.account, ORIGIN).url)]
    secrets += [token_in(links.invite(instance, "new@example.org", ORIGIN).url)]
    with pytest.raises(NeedsUser):
        signing_in.sign_in(instance, "a password typed as a name", "a wrong secret", HOME)
    sessions.end_other_sessions(lee, "")
    told = str([vars(row) for row in instance.store.audit.of_everybody()])
    for secret in (*secrets, LEE.password, "a password typed as a name", "a wrong secret"):
        assert secret not in told
    assert kim.account.id not in told


def test_being_turned_away_is_told_once_and_not_at_every_try(
    instance: Instance, kim: Acting
) -> None:
    for _ in range(FOR_ONE.amount):
        Throttle(instance.store.tries).admit(HOME, KIM.email)
    for _ in range(5):
        with pytest.raises(TooManyTries):
            sign_in(instance, KIM)
    assert events(instance, kim) == ["sign_in.throttled"]
