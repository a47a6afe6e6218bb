"""Hevy: a log of strength training, asked through its public API with a key of its owner's.

Contract: https://api.hevyapp.com/docs, version 0.0.1, which promises nothing: its makers say that
they may change or drop it. Only accounts with Hevy Pro have a key.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from fitglue.domain.asking import Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret

ADDRESS = "https://api.hevyapp.com"
_KEY_PAGE = "hevy.com/settings?developer"
_CONNECT_AGAIN = f"Copy the key at {_KEY_PAGE}, press “Connect again” and paste it."
#: Hevy publishes no limit, but answers 429 since August 2026.
_QUIET_S = 60.0
_LONGEST_WORD = 200


class HevySettings(BaseModel):
    """The key of an account, and where it is good."""

    api_key: Secret = Field(
        title="API key",
        description=f"From {_KEY_PAGE}, with Hevy Pro. It looks like 1b2c3d4e-….",
    )
    base_url: str = Field(
        default=ADDRESS,
        title="Address",
        description="Where Hevy's API is.",
        pattern=r"^https?://\S+$",
        json_schema_extra={"advanced": True},
    )
    page_size: int = Field(
        default=10,
        title="Workouts per page",
        description="How many workouts are asked for at once; Hevy allows 10.",
        ge=1,
        le=10,
        json_schema_extra={"advanced": True},
    )
    template_page_size: int = Field(
        default=100,
        title="Exercises per page",
        description="How many exercises are asked for at once; Hevy allows 100.",
        ge=1,
        le=100,
        json_schema_extra={"advanced": True},
    )


ABOUT = About(
    id="hevy",
    kind=PluginKind.SERVICE,
    name="Hevy",
    summary="Your strength training in Hevy, with an API key. Needs Hevy Pro.",
    description=(
        "FitGlue reads your workouts, exercises and deletions from Hevy and can log workouts "
        "there. It asks with a key that you copy from Hevy's web page; the key is kept sealed."
    ),
    settings=HevySettings,
    pace=(Window(120, 60.0),),
)


class Hevy:
    """Speaks to Hevy."""

    about = ABOUT
    signs_in = False

    def address(self, settings: BaseModel) -> str:
        """Give the address of the API."""
        return _checked(settings).base_url

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the header with the key; spaces around it came along when it was copied."""
        del tokens
        return {"api-key": _checked(settings).api_key.reveal().strip()}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none: a key is enough."""
        del settings

    def who(self, connection: Connection) -> Who:
        """Ask whose key it is. Raises Delivery."""
        answer = connection.json("v1/user/info", {})
        told = answer.get("data") if isinstance(answer, Mapping) else None
        if not isinstance(told, Mapping) or not isinstance(told.get("id"), str):
            raise Transient("Hevy does not say whose key this is.")
        return Who(told["id"], str(told.get("name") or "Hevy"))

    def judged(self, reply: Reply) -> Delivery | None:
        """Understand an answer."""
        match reply.status:
            case HTTPStatus.UNAUTHORIZED:
                return NeedsUser("Hevy does not know this API key (any more).", _CONNECT_AGAIN)
            case HTTPStatus.FORBIDDEN:
                return _not_in_the_plan(_word_of(reply))
            case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
                word = _word_of(reply)
                return Refused(f"Hevy refused it: {word}." if word else "Hevy refused it.")
            case HTTPStatus.CONFLICT:
                return Refused("Hevy has something else there already.")
        return judged_by_status(ABOUT.name, reply)

    def heard(self, reply: Reply) -> Heard:
        """Hold still after a 429, for as long as it says or a minute."""
        if reply.status != HTTPStatus.TOO_MANY_REQUESTS:
            return Heard()
        return Heard(quiet_s=retry_after_s(reply) or _QUIET_S)


def _not_in_the_plan(word: str) -> NeedsUser:
    if "limit" in word:
        return NeedsUser(
            f"A limit of your Hevy plan is reached ({word}).",
            "Make room in Hevy or change the plan there, then press “Send again”.",
        )
    return NeedsUser(
        "Hevy lets only accounts with Hevy Pro in.",
        "Subscribe to Hevy Pro in the Hevy app, then press “Connect again”.",
    )


def _word_of(reply: Reply) -> str:
    """Give Hevy's own word for what is wrong: one line, and no essay."""
    try:
        said: Any = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return ""
    word = said.get("error") if isinstance(said, Mapping) else said
    return " ".join(word.split()).rstrip(".")[:_LONGEST_WORD] if isinstance(word, str) else ""


def _checked(settings: BaseModel) -> HevySettings:
    if isinstance(settings, HevySettings):
        return settings
    return HevySettings.model_validate(settings.model_dump())


plugin = Hevy()
