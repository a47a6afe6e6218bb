"""The pages' services on a real installation."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, unquote

from fitglue.domain import sport
from fitglue.domain.clock import is_zone
from fitglue.domain.errors import Misconfigured, NeedsUser, Refused, TooBig
from fitglue.instance import Instance, incoming_folder
from fitglue.security import passwords, tokens
from fitglue.store.accounts import Account
from fitglue.store.activities import Cursor, Wanted
from fitglue.web.live_lines import (
    activity_line,
    delivery_line,
    import_line,
    person_of,
    recording_line,
)
from fitglue.web.services import (
    ActivityDetail,
    ActivityPage,
    ActivityQuery,
    ImportLine,
    Person,
    Theme,
    Units,
)

_SHORTEST_PASSWORD = 10
_ROOM_TO_SPARE_BYTES = 500 * 10**6


@dataclass(frozen=True, slots=True)
class LiveUpload:
    """A file being received into the data folder."""

    path: Path
    name: str
    queue: Callable[[Path, str, bool], str]

    def finish(self, *, lone_routes: bool) -> str:
        """Queue the import and give its id."""
        return self.queue(self.path, self.name, lone_routes)

    def abandon(self) -> None:
        """Leave no trace of it."""
        self.path.unlink(missing_ok=True)


class LiveServices:
    """Answers from the store."""

    version = version("fitglue")

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

    def activities(self, person_id: str, query: ActivityQuery) -> ActivityPage:
        """List activities, newest first."""
        wanted = Wanted(text=query.text, sport=query.sport, before=_cursor(query.cursor))
        listed = self._store.activities.page(person_id, wanted)
        lines = tuple(activity_line(row, listed.deliveries.get(row.id, {})) for row in listed.rows)
        more = len(lines) == wanted.limit
        last = listed.rows[-1] if more else None
        cursor = f"{last.start.isoformat()}~{last.id}" if last else ""
        return ActivityPage(lines, quote(cursor, safe=""), listed.total)

    def sports(self, person_id: str) -> tuple[tuple[sport.Sport, int], ...]:
        """Count the activities of every sport there is."""
        counted = self._store.activities.sports(person_id)
        return tuple((sport.by_key(key), number) for key, number in counted)

    def activity(self, person_id: str, activity_id: str) -> ActivityDetail | None:
        """Give one activity with its streams and everything around it."""
        activities = self._store.activities
        activity = activities.get(person_id, activity_id)
        if activity is None:
            return None
        previous_id, next_id = activities.neighbours(person_id, activity_id)
        deliveries = self._store.deliveries.of_activities(person_id, [activity_id])
        recordings = activities.recordings(person_id, activity_id)
        overlapping = activities.overlapping(person_id, activity_id)
        return ActivityDetail(
            activity=activity,
            deliveries=tuple(delivery_line(row) for row in deliveries),
            recordings=tuple(recording_line(row) for row in recordings),
            overlaps=tuple(activity_line(row, {}) for row in overlapping),
            previous_id=previous_id,
            next_id=next_id,
        )

    def delivered_file(self, person_id: str, delivery_id: str) -> Path | None:
        """Give the file that a delivery left, if it is still there."""
        row = self._store.deliveries.get(person_id, delivery_id)
        if row is None or row.target != "folder" or row.state != "sent":
            return None
        path = Path(row.url)
        return path if path.is_file() else None

    def new_upload(self, person_id: str, name: str, size_bytes: int) -> LiveUpload:
        """Make room for a file."""
        folder = incoming_folder(self._instance.settings)
        limit = self._instance.settings.upload_limit_bytes
        if size_bytes > limit:
            raise TooBig(
                f"{name} is larger than {limit // 10**9} GB.",
                "Import it on the server itself: fitglue import FILE.",
            )
        if shutil.disk_usage(folder).free < size_bytes + _ROOM_TO_SPARE_BYTES:
            raise Misconfigured(
                f"There is no room for {name} on the server's disk.",
                "Make room, then send it again.",
            )

        def queue(path: Path, name: str, lone_routes: bool) -> str:  # noqa: FBT001 - called above
            return self._instance.queue_import(person_id, path, name, lone_routes=lone_routes)

        return LiveUpload(folder / uuid.uuid4().hex, name, queue)

    def imports(self, person_id: str) -> tuple[ImportLine, ...]:
        """List imports, newest first."""
        return tuple(import_line(row) for row in self._store.imports.of_account(person_id))

    def import_(self, person_id: str, import_id: str) -> ImportLine | None:
        """Give one import as it stands now."""
        row = self._store.imports.get(import_id)
        return import_line(row) if row is not None and row.account_id == person_id else None

    def _open_session(self, account: Account, client: str) -> str:
        token = tokens.new_token()
        self._store.accounts.open_session(account.id, tokens.token_hash(token), client)
        return token


def _cursor(text: str) -> Cursor | None:
    start, _, activity_id = unquote(text).partition("~")
    try:
        return Cursor(datetime.fromisoformat(start), activity_id)
    except ValueError:
        return None  # an old or mistyped address begins at the top


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
