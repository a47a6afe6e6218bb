"""The promise about secrets finds them wherever they hide in settings."""

import pytest
from pydantic import BaseModel, Field, SecretStr

from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret
from fitglue.testing.conformance.secrets import keeps_no_secret, secrets_in


class Login(BaseModel):
    name: str = ""
    password: Secret = Field(default=Secret())


class Settings(BaseModel):
    plain: str = ""
    key: Secret | None = None
    theirs: list[SecretStr] = Field(default_factory=list)
    logins: dict[str, Login | None] = Field(default_factory=dict)


def test_every_secret_is_named() -> None:
    assert list(secrets_in(Settings)) == ["key", "theirs", "logins.password"]


def test_a_plugin_that_keeps_one_breaks_its_promise() -> None:
    about = About(
        id="leaky", kind=PluginKind.TARGET, name="Leaky", summary="", description="", settings=Login
    )
    with pytest.raises(AssertionError, match="the setting password of leaky"):
        keeps_no_secret(about)
