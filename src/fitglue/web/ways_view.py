"""Where it comes from and where it goes: phones, apps, services and folders as one list."""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.sending_app import SendingApp
from fitglue.instance import Instance
from fitglue.web.connection_view import ConnectionLine
from fitglue.web.languages import gettext, marked
from fitglue.web.phone_view import phone_line
from fitglue.web.words import near_day_in, plural

_APPS = {
    SendingApp.HEALTH_AUTO_EXPORT: (
        marked("Health Auto Export"),
        "/settings/phones/health-auto-export",
    ),
    SendingApp.SHORTCUT: (marked("Shortcut"), "/settings/phones/shortcut"),
    SendingApp.WEBHOOK: (marked("Webhook"), "/settings/phones/webhook"),
}
_ON_THE_WAY = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One line: what it is, where it stands, and where more of it is."""

    name: str
    told: str
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class Ways:
    """All lines."""

    come: tuple[Way, ...]
    go: tuple[Way, ...]


def ways_of(instance: Instance, account_id: str, zone: str, lines: list[ConnectionLine]) -> Ways:
    """Give somebody's ways in and ways out."""
    come = (*_phones(instance, account_id, zone), *_apps(instance, account_id, zone))
    fetched = (_of_service(line) for line in lines if any(one.is_on for one in line.sources))
    targets = (_of_service(line) for line in lines if line.targets)
    return Ways((*come, *fetched, *_watched(instance)), (*targets, *_here(instance, account_id)))


def _phones(instance: Instance, account_id: str, zone: str) -> Iterator[Way]:
    for row in instance.store.phones.of_account(account_id):
        line = phone_line(row, zone)
        if line.works:
            odd = next((one for one in line.troubles if not one.is_natural), None)
            yield Way(
                name=line.name, told=odd.sentence if odd else line.seen,
                tone="warn" if odd else "ok" if row.seen_at else "",
                address=f"/settings/phones#phone-{row.id}",
            )  # fmt: skip


def _apps(instance: Instance, account_id: str, zone: str) -> Iterator[Way]:
    for row in instance.store.ingest.tokens(account_id):
        if row.revoked_at is not None:
            continue
        name, address = _APPS[SendingApp(row.app)]
        at = row.received_at
        told = (
            gettext("sent something %(when)s", when=near_day_in(at, zone))
            if at
            else gettext("sent nothing yet")
        )
        yield Way(name=gettext(name), told=told, tone="ok" if at else "", address=address)


def _watched(instance: Instance) -> Iterator[Way]:
    if instance.settings.inbox is not None:
        yield Way(
            name=gettext("Watched folder"),
            told=gettext("What is put there is imported"),
            tone="ok",
            address="/imports",
        )


def _of_service(line: ConnectionLine) -> Way:
    trouble = line.why or ("" if line.works else line.told)
    return Way(
        name=line.name, told=trouble or line.waiting or line.heard or line.told,
        tone="ok" if line.works else "" if line.is_paused or line.is_begun else "warn",
        address=f"#connection-{line.id}",
    )  # fmt: skip


def _here(instance: Instance, account_id: str) -> Iterator[Way]:
    """Give what needs no connection: folders and pages of this server."""
    used = {
        use.plugin
        for one in instance.store.pipelines.of_account(account_id)
        for use in one.plan.targets if one.enabled
    }  # fmt: skip
    waiting = instance.store.deliveries.counted(account_id)
    for name, plugin, address in (
        (gettext("Folder"), "folder", "/pipelines"),
        (gettext("Showcase"), "showcase", "/settings/showcase"),
    ):
        if plugin in used:
            states = waiting.get(plugin, {})
            sent = states.get(DeliveryState.SENT, 0)
            late = sum(states.get(one, 0) for one in _ON_THE_WAY)
            told = gettext("%(number)s there", number=plural(sent, "activity", "activities"))
            yield Way(
                name=name,
                told=gettext("%(told)s, %(late)s on the way", told=told, late=late)
                if late
                else told,
                tone="ok",
                address=address,
            )
