"""Two people with accounts, for tests of whatever must keep them apart."""

from contextlib import suppress
from functools import cache

from fitglue.domain.errors import NeedsUser
from fitglue.domain.scopes import Scope
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people import links, pairing, programs, roles, signing_in
from fitglue.people.acting import Acting
from fitglue.security import passwords, tokens

HOME = Visit("192.0.2.7", "Firefox on Linux")
KIM = links.NewPerson("Kim", "kim@example.org", "four words in row", "Europe/Paris")
LEE = links.NewPerson("Lee", "lee@example.org", "other words in row", "America/Denver")
_MAX = links.NewPerson("Max", "max@example.org", "words of Max in row", "UTC")
ORIGIN = "http://localhost:8420"


def token_in(url: str) -> str:
    """Give the secret at the end of a link."""
    return url.rsplit("/", 1)[1]


def is_open(instance: Instance, session_token: str) -> bool:
    """Tell whether a session still lets somebody in."""
    return instance.store.sessions.of_token(tokens.token_hash(session_token)) is not None


@cache
def kept(password: str) -> str:
    """Give the hash of a password, made once: making one is slow on purpose."""
    return passwords.hashed(password)


def account_of(instance: Instance, person: links.NewPerson) -> Acting:
    """Make an account as the person's form would have made it."""
    account = instance.store.accounts.add(
        name=person.name, email=person.email, password_hash=kept(person.password), zone=person.zone
    )
    return Acting(instance, account, HOME)


def sign_in(instance: Instance, person: links.NewPerson, visit: Visit = HOME) -> str:
    """Open a new session of somebody, by password."""
    return signing_in.sign_in(instance, person.email, person.password, visit)


def furnish(acting: Acting) -> None:
    """Give somebody a passkey, tokens, other browsers, a companion and an open invitation."""
    instance, own = acting.instance, acting.account.id
    for number, name in enumerate(("Phone", "Password manager")):
        instance.store.passkeys.add(
            own, credential_id=f"furniture-{number}", public_key=b"", sign_count=0,
            host="localhost", name=name,
        )  # fmt: skip
    programs.make_token(acting, "Backup script", {Scope.READ}, None)
    programs.make_token(acting, "FitGlue on the phone", {Scope.READ, Scope.SYNC}, 365)
    coming = pairing.Coming(
        pairing.offer(acting, ORIGIN).code, "a claim that nobody else makes, 32 long",
        "Kim's iPhone", "1.0", "27.1",
    )  # fmt: skip
    pairing.come(instance, coming, HOME)
    for client in ("Safari on iPhone", "Chrome on Windows"):
        instance.store.sessions.open(own, tokens.token_hash(client), client)
    lee = account_of(instance, LEE)
    sign_in(instance, LEE)
    roles.close(instance, account_of(instance, _MAX).account, by=own, visit=HOME)
    links.offer_reset(instance, lee.account, ORIGIN, by=own, visit=HOME)
    links.invite(instance, "robin@example.org", ORIGIN, by=own, visit=HOME)
    with suppress(NeedsUser):
        signing_in.sign_in(instance, acting.account.email, "not this one", HOME)
