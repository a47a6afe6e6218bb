"""Passwords, sessions, and how often one may try."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from fitglue.domain.errors import Denied, NeedsUser, TooManyTries
from fitglue.domain.visit import Visit
from fitglue.instance import Instance, open_instance
from fitglue.people import roles, sessions, signing_in
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.security.throttle import FOR_ONE, FOR_VISITOR, Throttle
from fitglue.store.tables import SessionRow, TriesRow
from fitglue.testing.people import HOME, KIM, LEE, is_open, sign_in

ELSEWHERE = Visit("198.51.100.4", "Safari on iPhone")


def wrong(instance: Instance, email: str, visit: Visit = HOME) -> None:
    with pytest.raises(NeedsUser):
        signing_in.sign_in(instance, email, "not this one at all", visit)


def use_up(instance: Instance, what: str, visit: Visit = HOME) -> None:
    """Try as often as one may, without the work of a wrong password."""
    for _ in range(FOR_ONE.amount):
        Throttle(instance.store.tries).admit(visit, what)


def age_tries(instance: Instance, by_s: float) -> None:
    """Let time pass for every try."""
    with instance.store.transactions.writing() as session:
        for row in session.scalars(select(TriesRow)):
            row.times = [at - by_s for at in row.times]


def age_sessions(instance: Instance, by: timedelta) -> None:
    """Let time pass for every session."""
    with instance.store.transactions.writing() as session:
        for row in session.scalars(select(SessionRow)):
            row.seen_at -= by
            row.expires_at -= by


def test_a_wrong_password_and_a_wrong_address_say_the_same(instance: Instance, kim: Acting) -> None:
    said = set()
    for email, password in ((kim.account.email, "wrong"), ("eve@example.org", KIM.password)):
        with pytest.raises(NeedsUser) as caught:
            signing_in.sign_in(instance, email, password, HOME)
        said.add(caught.value.sentence)
    assert len(said) == 1


def test_an_account_without_a_password_cannot_be_signed_in_to(instance: Instance) -> None:
    instance.owner()
    with pytest.raises(NeedsUser):
        signing_in.sign_in(instance, "", "", HOME)


def test_signing_out_ends_the_session(instance: Instance, kim: Acting) -> None:
    session = signing_in.sign_in(instance, " KIM@example.org ", KIM.password, HOME)
    assert is_open(instance, session)
    signing_in.sign_out(instance, session, HOME)
    assert not is_open(instance, session)
    assert kim.account.email == KIM.email


def test_after_ten_tries_the_right_password_is_refused_as_well_and_told_when(
    instance: Instance, kim: Acting
) -> None:
    wrong(instance, kim.account.email)
    for _ in range(FOR_ONE.amount - 1):
        Throttle(instance.store.tries).admit(HOME, kim.account.email)
    with pytest.raises(TooManyTries) as caught:
        sign_in(instance, KIM)
    assert caught.value.next_step == "Try again in 15 minutes."
    assert 800 < caught.value.retry_after_s <= 900
    age_tries(instance, 841)
    with pytest.raises(TooManyTries, match="too many tries") as caught:
        sign_in(instance, KIM)
    assert caught.value.next_step == "Try again in a minute."
    age_tries(instance, 60)
    assert is_open(instance, sign_in(instance, KIM))


def test_others_are_not_shut_out_by_it(instance: Instance, lee: Acting) -> None:
    use_up(instance, KIM.email)
    assert is_open(instance, sign_in(instance, LEE))
    assert is_open(instance, sign_in(instance, KIM, ELSEWHERE))
    assert lee.account.email == LEE.email


def test_the_right_password_starts_the_count_anew(instance: Instance, kim: Acting) -> None:
    for _ in range(FOR_ONE.amount - 1):
        Throttle(instance.store.tries).admit(HOME, kim.account.email)
    sign_in(instance, KIM)
    for _ in range(FOR_ONE.amount):
        Throttle(instance.store.tries).admit(HOME, kim.account.email)


def test_one_visitor_may_not_go_through_all_accounts(instance: Instance, kim: Acting) -> None:
    for number in range(FOR_VISITOR.amount):
        Throttle(instance.store.tries).admit(HOME, f"{number}@example.org")
    with pytest.raises(TooManyTries):
        sign_in(instance, KIM)
    assert is_open(instance, sign_in(instance, KIM, ELSEWHERE))
    assert kim.account.email == KIM.email


def test_a_whole_ipv6_network_is_one_visitor(instance: Instance) -> None:
    for number in range(FOR_ONE.amount):
        Throttle(instance.store.tries).admit(Visit(f"2001:db8:1:2::{number:x}", ""), "it")
    with pytest.raises(TooManyTries):
        Throttle(instance.store.tries).admit(Visit("2001:db8:1:2:ffff::1", ""), "it")
    Throttle(instance.store.tries).admit(Visit("2001:db8:1:3::1", ""), "it")


def test_several_servers_on_one_database_count_together(instance: Instance) -> None:
    other = open_instance(instance.settings)

    def tried(number: int) -> bool:
        try:
            Throttle((instance, other)[number % 2].store.tries).admit(HOME, "it")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        let_in = list(crowd.map(tried, range(40)))
    other.store.close()
    assert sum(let_in) == FOR_ONE.amount


def test_no_name_that_was_tried_is_kept(instance: Instance) -> None:
    wrong(instance, "somebody@example.org")
    with instance.store.transactions.reading() as session:
        assert "somebody" not in str([vars(row) for row in session.scalars(select(TriesRow))])
    assert "somebody" not in str([vars(row) for row in instance.store.audit.of_everybody()])


def test_a_new_password_needs_the_current_one_and_ends_other_sessions(
    instance: Instance, kim: Acting
) -> None:
    here, there = sign_in(instance, KIM), sign_in(instance, KIM, ELSEWHERE)
    own = instance.store.sessions.of_token(tokens.token_hash(here))
    assert own is not None
    with pytest.raises(NeedsUser, match="not your current password"):
        signing_in.change_password(kim, "wrong", "quite another one", own.session_id)
    with pytest.raises(NeedsUser, match="fewer than 10"):
        signing_in.change_password(kim, KIM.password, "short", own.session_id)
    signing_in.change_password(kim, KIM.password, "quite another one", own.session_id)
    assert is_open(instance, here)
    assert not is_open(instance, there)
    wrong(instance, KIM.email)


def test_a_session_lasts_60_days_from_when_it_was_last_seen(
    instance: Instance, kim: Acting
) -> None:
    session = sign_in(instance, KIM)
    for _ in range(3):
        age_sessions(instance, timedelta(days=59))
        assert is_open(instance, session)
    age_sessions(instance, timedelta(days=61))
    assert not is_open(instance, session)
    assert instance.store.sessions.of_account(kim.account.id) == []


def test_a_session_keeps_its_id_which_is_not_its_token(instance: Instance, kim: Acting) -> None:
    session = sign_in(instance, KIM)
    [row] = instance.store.sessions.of_account(kim.account.id)
    age_sessions(instance, timedelta(hours=1))
    assert is_open(instance, session)
    [seen] = instance.store.sessions.of_account(kim.account.id)
    assert seen.id == row.id
    assert seen.id not in {session, tokens.token_hash(session)}
    assert seen.seen_at > row.seen_at - timedelta(minutes=30)
    assert seen.client == "Firefox on Linux"


def test_one_ends_ones_own_sessions_and_nobody_elses(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    first, second = sign_in(instance, KIM), sign_in(instance, KIM)
    found = instance.store.sessions.of_token(tokens.token_hash(first))
    assert found is not None
    assert not sessions.end_session(lee, found.session_id)
    assert is_open(instance, first)
    assert sessions.end_session(kim, found.session_id)
    assert not is_open(instance, first)
    assert is_open(instance, second)


def test_all_other_sessions_end_at_once(instance: Instance, kim: Acting) -> None:
    here = sign_in(instance, KIM)
    there = [sign_in(instance, KIM, ELSEWHERE) for _ in range(2)]
    found = instance.store.sessions.of_token(tokens.token_hash(here))
    assert found is not None
    assert sessions.end_other_sessions(kim, found.session_id) == 2
    assert is_open(instance, here)
    assert not any(is_open(instance, one) for one in there)


def test_a_closed_account_is_shut_and_keeps_everything(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    session = sign_in(instance, LEE)
    roles.close(instance, lee.account, by=kim.account.id, visit=HOME)
    assert not is_open(instance, session)
    with pytest.raises(Denied, match="was closed"):
        sign_in(instance, LEE)
    roles.reopen(instance, lee.account, by=kim.account.id, visit=HOME)
    assert is_open(instance, sign_in(instance, LEE))


def test_there_is_always_an_admin(instance: Instance, kim: Acting, lee: Acting) -> None:
    for act in (roles.close, roles.unmake_admin):
        with pytest.raises(Denied, match="Somebody has to look after"):
            act(instance, kim.account, by=kim.account.id, visit=HOME)
    roles.make_admin(instance, lee.account, by=kim.account.id)
    roles.unmake_admin(instance, kim.account, by=lee.account.id, visit=HOME)
    with pytest.raises(Denied):
        roles.close(instance, lee.account, by=lee.account.id, visit=HOME)
    assert [one.is_admin for one in instance.store.accounts.everybody()] == [False, True]
