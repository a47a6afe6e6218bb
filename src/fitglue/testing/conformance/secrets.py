"""What every plugin but a service promises about secrets.

Settings of pipelines are plain rows: pages show them, exports and backups carry them. A password,
key or token belongs to a connection, whose service keeps it sealed.
"""

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

from fitglue.domain.plugins import About
from fitglue.domain.secret import Secret
from fitglue.testing.conformance import expect

_SECRETS = (Secret, SecretStr, SecretBytes)


def keeps_no_secret(about: About) -> None:
    """Hold a plugin's settings against the promise, however deep in them a secret may lie."""
    for name in secrets_in(about.settings):
        expect(kept=False, promise=f"the setting {name} of {about.id} belongs to a connection")


def secrets_in(model: type[BaseModel]) -> Iterator[str]:
    """Name every setting that holds a secret; those in settings of a setting behind a dot."""
    for name, field in model.model_fields.items():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, _SECRETS):
                yield name
            elif isinstance(part, type) and issubclass(part, BaseModel) and part is not model:
                yield from (f"{name}.{inner}" for inner in secrets_in(part))


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in typing.get_args(annotation):
        yield from _parts(part)
