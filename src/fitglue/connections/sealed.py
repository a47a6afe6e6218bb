"""What is secret of a connection, as one sealed text in its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

import msgspec
from pydantic import BaseModel

from fitglue.domain.errors import Damaged, NeedsUser
from fitglue.domain.oauth import Tokens
from fitglue.domain.secret import Secret
from fitglue.store.sealed import row_name
from fitglue.store.tables import ConnectionRow


class Sealing(Protocol):
    """Seals texts, so that the database alone tells nothing (`security.vault`)."""

    def seal(self, text: str, of: str) -> bytes:
        """Seal a text; it opens under the same name alone."""
        ...

    def open(self, sealed: bytes, of: str) -> Secret:
        """Open what was sealed. Raises Misconfigured."""
        ...


@dataclass(frozen=True, slots=True)
class Pending:
    """A person is on their way to the service, and may come back until a moment."""

    state: Secret
    verifier: Secret
    redirect: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Inside:
    """The secrets of a connection: settings of that type, tokens, and a way that was begun."""

    settings: Mapping[str, str] = field(default_factory=dict)
    tokens: Tokens | None = None
    pending: Pending | None = None


def opened(vault: Sealing, row: ConnectionRow) -> Inside:
    """Open a connection's secrets. Raises NeedsUser, Misconfigured."""
    if not row.sealed:
        return Inside()
    try:
        text = vault.open(row.sealed, _name(row)).reveal()
    except Damaged as problem:
        raise NeedsUser(problem.sentence, problem.next_step) from problem
    return _INSIDE.decode(text)


def put(vault: Sealing, row: ConnectionRow, **changes: Any) -> Inside:
    """Change some of a connection's secrets, and give them all."""
    inside = replace(opened(vault, row), **changes)
    text = msgspec.json.encode(inside, enc_hook=_written).decode()
    row.sealed = vault.seal(text, _name(row))
    return inside


def settings_of(model: type[BaseModel], row: ConnectionRow, inside: Inside) -> BaseModel:
    """Give a connection's settings with the secret ones. Raises pydantic's ValidationError."""
    return model.model_validate({**row.settings, **inside.settings})


def apart(settings: BaseModel) -> tuple[dict[str, Any], dict[str, str]]:
    """Part settings into what may be read, and what is sealed."""
    plain, secret = settings.model_dump(mode="json"), {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Secret):
            secret[name] = value.reveal()
            del plain[name]
    return plain, secret


def _name(row: ConnectionRow) -> str:
    return row_name(ConnectionRow.__tablename__, row.id)


def _written(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError


def _read(kind: type, value: Any) -> Any:
    if kind is Secret:
        return Secret(value)
    raise NotImplementedError


# Made once, where there is one thread: see domain/shape.py.
_INSIDE = msgspec.json.Decoder(Inside, dec_hook=_read)
