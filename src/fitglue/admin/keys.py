"""The key that secrets of services are sealed under: where it is, and changing it."""

from dataclasses import dataclass

from fitglue.admin.overseer import Overseer
from fitglue.domain.audit import Event
from fitglue.domain.errors import Damaged, Misconfigured, Refused
from fitglue.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysSeen:
    """How it stands with the keys. `newest` names the newest, and tells nothing of it."""

    is_given: bool
    file: str
    number: int
    newest: str
    sealed: int
    lost: int


def look(instance: Instance) -> KeysSeen:
    """Look at keys and at what is sealed. Raises Misconfigured."""
    vault = instance.vault
    keys = vault.keys.all()
    sealed, lost = instance.store.sealed.counted(vault.is_lost)
    return KeysSeen(
        is_given=vault.keys.is_given, file=str(vault.keys.file), number=len(keys),
        newest=keys[0].id.hex() if keys else "", sealed=sealed, lost=lost,
    )  # fmt: skip


def rotate(overseer: Overseer) -> int:
    """Seal everything under a new key, and count it. Raises Refused."""
    vault = overseer.instance.vault
    if vault.keys.is_given and len(vault.keys.all()) == 1:
        raise Refused(
            "FITGLUE_SECRET_KEY has no second key, so there is none to change to.",
            "Write a new key in front of it, a comma between, and start FitGlue again.",
        )
    try:
        number = vault.rotate(overseer.instance.store.sealed)
    except Damaged as problem:
        raise Misconfigured(
            "A secret does not open under its own key, so every key is kept.",
            "Give up what does not open, then try again.",
        ) from problem
    overseer.note(Event.KEYS_ROTATED, number=str(number))
    return number


def forget(overseer: Overseer) -> int:
    """Empty what no key opens, and count it."""
    number = overseer.instance.store.sealed.forget(overseer.instance.vault.is_lost)
    overseer.note(Event.KEYS_FORGOTTEN, number=str(number))
    return number
