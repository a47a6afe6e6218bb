"""Settings of the server: what each is, where that comes from, and which an admin may change."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from fitglue.admin.overseer import Overseer
from fitglue.config import CHOOSABLE, Settings
from fitglue.domain.audit import Event
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.secret import Secret
from fitglue.instance import Instance
from fitglue.people import mail

_DOTS = "••••••••"
#: Shown as dots: what opens something, or carries a password inside.
_SECRET = {"secret_key", "metrics_token", "stripe_key", "stripe_webhook_secret", "smtp_url"}
_ADDRESSES = {"database_url"}  # with a password inside, maybe


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSeen:
    """A setting: what it says, and whether the environment, an admin or nobody set it."""

    name: str
    variable: str
    told: str
    value: str
    source: str  # "environment", "page" or "default"
    can_change: bool


def listed(instance: Instance) -> list[SettingSeen]:
    """List every setting."""
    now, choices = instance.current, instance.store.choices.all()
    return [
        _seen(now, name, field.description or "", _source(instance, name, set(choices)))
        for name, field in Settings.model_fields.items()
    ]


def change(overseer: Overseer, values: dict[str, Any]) -> None:
    """Choose settings that the environment leaves open; an empty text takes a choice back.

    Raises Refused for those that it sets or that no page may change, NeedsUser for a wrong value.
    """
    instance = overseer.instance
    for name in values:
        if name not in CHOOSABLE:
            raise Refused(f"{name} is set where FitGlue is started.", "Change it there.")
        if name in instance.settings.model_fields_set:
            raise Refused(
                f"FITGLUE_{name.upper()} is set where FitGlue is started.", "Change it there."
            )
    told = {name: _checked(name, value) for name, value in values.items()}
    before = instance.current
    instance.store.choices.put(told)
    for name, value in told.items():
        shown = "its default" if value is None else str(value)
        if getattr(before, name) != getattr(instance.current, name):
            overseer.note(Event.SETTING_CHANGED, name=name, value=shown)
    if before.tier_rules != instance.current.tier_rules:
        instance.releasing.after_start()


def test_mail(overseer: Overseer, email: str) -> None:
    """Send a mail. Raises Misconfigured when the server takes none."""
    if not overseer.instance.settings.smtp_url:
        raise Refused("No mail server is set.", "Set FITGLUE_SMTP_URL, and start FitGlue again.")
    mail.send(
        overseer.instance.settings, email, "FitGlue can send mail",
        "This is a test. Whoever pressed the button now knows that mail arrives.\n",
    )  # fmt: skip
    overseer.note(Event.MAIL_TESTED, email=email)


def _checked(name: str, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if name == "address" and not str(value).startswith(("https://", "http://")):
        raise NeedsUser("An address begins with https://.", "Write it as people open FitGlue.")
    try:
        return getattr(Settings.model_validate({name: value}), name)
    except ValidationError as problem:
        raise NeedsUser(
            f"{name.replace('_', ' ').capitalize()} cannot be “{value}”.", "Write a whole number."
        ) from problem


def _source(instance: Instance, name: str, chosen: set[str]) -> str:
    if name in instance.settings.model_fields_set:
        return "environment"
    return "page" if name in chosen and name in CHOOSABLE else "default"


def _seen(now: Settings, name: str, told: str, source: str) -> SettingSeen:
    return SettingSeen(
        name=name, variable=f"FITGLUE_{name.upper()}", told=told, value=_shown(now, name),
        source=source, can_change=name in CHOOSABLE and source != "environment",
    )  # fmt: skip


def _shown(now: Settings, name: str) -> str:
    value = getattr(now, name)
    if name in _SECRET:
        is_set = bool(value.reveal()) if isinstance(value, Secret) else bool(value)
        return _DOTS if is_set else ""
    if name in _ADDRESSES and value:
        return _DOTS
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)
