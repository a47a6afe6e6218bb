"""What a person fills in to connect Strava."""

from typing import Any

from pydantic import BaseModel, Field

from fitglue.domain.secret import Secret

_ADDRESS = r"^https?://[^\s/]+(/[^\s]*)?$"
_ADVANCED: dict[str, Any] = {"advanced": True}


class StravaSettings(BaseModel):
    """The person's own application, and how much of the account it may see."""

    client_id: str = Field(
        title="Client ID",
        description="A number, from strava.com/settings/api.",
        pattern=r"^\d{1,12}$",
    )
    client_secret: Secret = Field(
        title="Client Secret",
        description="From the same page: press “Show” beside it.",
    )
    renews_private: bool = Field(
        default=False,
        title="Also renew the text of private activities",
        description=(
            "Strava lets FitGlue change activities that only you can see, when it may also read "
            "them. Off, FitGlue sends activities and reads none."
        ),
    )
    is_source: bool = Field(
        default=False,
        title="Also take activities from Strava",
        description="Strava then asks you to let FitGlue read all your activities.",
    )
    base_url: str = Field(
        default="https://www.strava.com/api/v3",
        title="Address of the API",
        description="Where Strava's API answers; it moves to another host in 2027.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    authorize_url: str = Field(
        default="https://www.strava.com/oauth/authorize",
        title="Address for signing in",
        description="The page on which you let FitGlue in.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    token_url: str = Field(
        default="https://www.strava.com/oauth/token",
        title="Address for tokens",
        description="Where Strava gives FitGlue its keys.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    revoke_url: str = Field(
        default="https://www.strava.com/oauth/revoke",
        title="Address for giving keys back",
        description="Where FitGlue tells Strava that you disconnected.",
        pattern=_ADDRESS,
        json_schema_extra=_ADVANCED,
    )
    page_size: int = Field(
        default=100,
        title="Activities at a time",
        description="How many activities are listed by one request.",
        ge=1,
        le=200,
        json_schema_extra=_ADVANCED,
    )
