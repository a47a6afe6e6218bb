"""Settings of one installation, from the environment."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from fitglue.domain.clock import is_zone
from fitglue.domain.secret import Secret
from fitglue.domain.tiers import Rules

LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"], BeforeValidator(lambda said: str(said).lower())
]

# An empty variable means that there is none, and not the folder that we run in.
Folder = Annotated[Path | None, BeforeValidator(lambda said: said or None)]


#: What admins may choose on the page, where the environment says nothing.
CHOOSABLE = ("address", "tile_url", "plans", "monthly_limit", "trial_days")


class Settings(BaseSettings):
    """Each field is an environment variable: `data` is FITGLUE_DATA, and so on."""

    model_config = SettingsConfigDict(env_prefix="FITGLUE_", frozen=True, extra="ignore")

    data: Path = Field(
        default_factory=lambda: user_data_path("fitglue", appauthor=False),
        description="The folder that holds everything.",
    )
    blobs: str = Field(default="", description="A folder, or s3://bucket/prefix, for blobs.")
    blobs_endpoint: str = Field(default="", description="The address of an object store.")
    database_url: str = Field(default="", description="PostgreSQL instead of SQLite.")
    output: Path | None = Field(default=None, description="Where the folder target writes.")
    inbox: Folder = Field(default=None, description="A folder whose files are imported.")
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8420, ge=0, le=65535, description="The port to listen on.")
    zone: str = Field(default="", description="The time zone when nothing better is known.")
    address: str = Field(default="", description="Where people open FitGlue, for links it sends.")
    tile_url: str = Field(default="", description="Map tiles of new accounts; none: no streets.")
    smtp_url: str = Field(default="", description="A mail server: smtp://name:password@host:587.")
    mail_from: str = Field(default="", description="Whom mail comes from.")
    log_level: LogLevel = Field(default="warning", description="The least that is logged.")
    secret_key: Secret = Field(default=Secret(), description="Seals secrets, in place of a file.")
    allowed_hosts: str = Field(default="", description="Hosts inside that people may name.")
    metrics_token: Secret = Field(default=Secret(), description="Opens /metrics to who knows it.")
    plans: bool = Field(default=False, description="Whether people are Hobbyists or Athletes.")
    monthly_limit: int = Field(default=25, ge=0, description="A Hobbyist's activities in a month.")
    trial_days: int = Field(default=30, ge=0, description="How long everybody is an Athlete first.")
    stripe_key: str = Field(default="", repr=False, description="Stripe's secret key.")
    stripe_webhook_secret: str = Field(default="", repr=False, description="Signs its events.")
    stripe_price: str = Field(default="", description="What an Athlete pays: price_….")
    stripe_url: str = Field(default="https://api.stripe.com", description="Where Stripe is.")
    second_worker: bool = Field(default=True, description="Whether a busy server starts another.")
    upload_limit_bytes: int = Field(default=20 * 10**9, description="The largest file taken.")

    def with_choices(self, choices: Mapping[str, Any]) -> "Settings":
        """Lay what admins chose over these; what the environment said goes before it."""
        chosen = {
            name: choices[name] for name in CHOOSABLE
            if name in choices and name not in self.model_fields_set
        }  # fmt: skip
        return self.model_copy(update=chosen) if chosen else self

    @cached_property
    def url(self) -> str:
        """Give the database's address."""
        return self.database_url or f"sqlite+pysqlite:///{self.data / 'fitglue.db'}"

    @cached_property
    def output_folder(self) -> Path:
        """Give the folder in which people find their files."""
        return self.output or self.data / "workouts"

    @property
    def tier_rules(self) -> Rules:
        """Give what the operator chose about tiers."""
        return Rules(on=self.plans, monthly_limit=self.monthly_limit, trial_days=self.trial_days)

    @property
    def own_address(self) -> str:
        """Give the address that links begin with when no request tells a better one."""
        at_home = self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"}  # noqa: S104 - compared only
        return self.address.rstrip("/") or (
            f"http://{'localhost' if at_home else self.host}:{self.port}"
        )

    @cached_property
    def backups_folder(self) -> Path:
        """Give the folder of the copies that FitGlue makes by itself."""
        return self.data / "backups"

    @cached_property
    def secret_key_file(self) -> Path:
        """Give the file of the key that the secrets of other services are kept under."""
        return self.data / "secret.key"

    @cached_property
    def default_zone(self) -> str:
        """Give the zone of this machine, unless one is set."""
        return self.zone if is_zone(self.zone) else machine_zone()


def machine_zone() -> str:
    """Find the IANA name of this machine's zone; UTC when it does not say."""
    linked = str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    written = Path("/etc/timezone")
    named = written.read_text().strip() if written.is_file() else ""
    return next((name for name in (linked, named) if is_zone(name)), "UTC")
