"""Lines of the audit log in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fitglue.domain.audit import SENTENCES, Event
from fitglue.store.tables import AuditRow
from fitglue.web.languages import gettext, marked

#: What admins may look for: a word, and how the events begin that belong to it.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "people": (marked("People and roles"), ("account", "admin", "invitation", "reset")),
    "ways-in": (
        marked("Signing in"),
        ("sign_in", "sign_out", "password", "passkey", "session", "sessions"),
    ),
    "programs": (marked("Phones, apps and tokens"), ("phone", "app", "token")),
    "services": (marked("Connections"), ("service", "channel")),
    "server": (
        marked("The server"),
        ("server", "plan", "job", "storage", "backup", "keys", "mail"),
    ),
}
_IN_TROUBLE = {Event.SIGN_IN_FAILED, Event.SIGN_IN_THROTTLED}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One thing that happened: a sentence, whom it concerns and who did it, when, from where."""

    sentence: str
    who: str
    at: datetime
    where: str
    is_trouble: bool


def audit_lines(
    rows: Sequence[AuditRow], names: Mapping[str, str], reader_id: str = ""
) -> list[AuditLine]:
    """Give the log to a reader, who knows their own name; admins read without one."""
    return [_line(row, names, reader_id) for row in rows]


def _line(row: AuditRow, names: Mapping[str, str], reader_id: str) -> AuditLine:
    where = " · ".join(part for part in (row.client, row.address) if part)
    is_trouble = row.event in _IN_TROUBLE
    return AuditLine(_sentence(row), _who(row, names, reader_id), row.at, where, is_trouble)


def _sentence(row: AuditRow) -> str:
    try:
        return SENTENCES[Event(row.event)].format_map(row.details)
    except (ValueError, KeyError):  # written by a later version
        return row.event.replace(".", " ").replace("_", " ").capitalize()


def _who(row: AuditRow, names: Mapping[str, str], reader_id: str) -> str:
    """Name whose account it was, and who did it when that was somebody else."""
    concerned = names.get(row.account_id or "", "")
    doer = names.get(row.by or "", "")
    if reader_id and row.account_id == reader_id:
        concerned = ""
    if not doer or row.by == row.account_id:
        return concerned
    by = gettext("by you") if row.by == reader_id else gettext("by %(doer)s", doer=doer)
    return f"{concerned}, {by}" if concerned else by
