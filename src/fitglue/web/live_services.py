"""Who is there: the first account, signing in and out, and preferences."""

from typing import cast

from fitglue.domain.clock import is_zone
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.instance import Instance
from fitglue.security import passwords, tokens
from fitglue.store.accounts import Account
from fitglue.web.lines import Person, Theme, Units

_SHORTEST_PASSWORD = 10


class LiveServices:
    """Accounts and sessions of an installation."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._store = instance.store

    def welcome_is_open(self, token: str) -> bool:
        """Tell whether `token` still makes the first account."""
        return not self.has_account() and self._store.accounts.has_welcome(tokens.token_hash(token))

    def create_first_account(
        self, token: str, name: str, email: str, password: str, zone: str
    ) -> str:
        """Make the account, or give the one that the command line made its password."""
        _check_new_account(name, email, password, zone)
        if self.has_account() or not self._store.accounts.take_welcome(tokens.token_hash(token)):
            raise Refused("This link has been used or is too old.", "Sign in instead.")
        account = self._instance.owner()
        self._store.accounts.claim(
            account.id, name=name.strip(), email=email.strip(),
            password_hash=passwords.hashed(password),
        )  # fmt: skip
        self._store.accounts.prefer(account.id, **_preferences(account, zone))
        return self._open_session(account, "first account")

    def sign_in(self, email: str, password: str, client: str) -> str:
        """Open a session for the right password."""
        account = self._store.accounts.by_email(email.strip()) if email.strip() else None
        if not passwords.matches(password, account.password_hash if account else "") or not account:
            raise NeedsUser(
                "This e-mail and password do not belong together.", "Check both and try again."
            )
        return self._open_session(account, client)

    def sign_out(self, session_token: str) -> None:
        """End a session."""
        self._store.accounts.close_session(tokens.token_hash(session_token))

    def person(self, session_token: str) -> Person | None:
        """Give the person of a session that is still good."""
        account = self._store.accounts.of_session(tokens.token_hash(session_token))
        return person_of(account) if account else None

    def has_account(self) -> bool:
        """Tell whether anybody can sign in yet."""
        return self._store.accounts.count() > 0

    def save_preferences(
        self, person_id: str, *, units: Units, zone: str, theme: Theme, tile_url: str
    ) -> None:
        """Keep how a person likes their pages."""
        _check_zone(zone)
        self._store.accounts.prefer(
            person_id, units=units, zone=zone, theme=theme, tile_url=tile_url
        )

    def _open_session(self, account: Account, client: str) -> str:
        token = tokens.new_token()
        self._store.accounts.open_session(account.id, tokens.token_hash(token), client)
        return token


def _preferences(account: Account, zone: str) -> dict[str, str]:
    return {
        "units": account.units, "zone": zone, "theme": account.theme, "tile_url": account.tile_url,
    }  # fmt: skip


def _check_new_account(name: str, email: str, password: str, zone: str) -> None:
    if not name.strip():
        raise NeedsUser("A name is missing.", "Fill in what FitGlue may call you.")
    if "@" not in email.strip().strip("@"):
        raise NeedsUser("This is not an e-mail address.", "Fill in an address with an @.")
    if len(password) < _SHORTEST_PASSWORD:
        raise NeedsUser(
            f"The password has fewer than {_SHORTEST_PASSWORD} characters.",
            "Choose a longer one; a few words in a row are good.",
        )
    _check_zone(zone)


def _check_zone(zone: str) -> None:
    if not is_zone(zone):
        raise NeedsUser(f"“{zone}” is not a time zone.", "Choose one such as Europe/Paris.")


def person_of(account: Account) -> Person:
    """Show an account."""
    return Person(
        id=account.id,
        name=account.name,
        email=account.email,
        units=cast("Units", account.units),
        zone=account.zone,
        theme=cast("Theme", account.theme),
        tile_url=account.tile_url,
    )
