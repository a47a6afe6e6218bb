"""What an export holds of each table, in the order in which it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint

from fitglue.store import tables
from fitglue.store.tables import Table as AnyTable

VERSION = 1
FORMAT = "fitglue-export"


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of an export; what does not come back is there to be read alone."""

    row: type[AnyTable]
    about: str
    comes_back: bool = True
    #: Columns that stay here: secrets, and what only this installation can use.
    without: frozenset[str] = frozenset()

    @property
    def table(self) -> Table:
        """Give the table itself."""
        return self.row.__table__  # ty: ignore[invalid-explicit-return] - every model's is one

    @property
    def file(self) -> str:
        """Name its file."""
        return f"tables/{self.table.name}.jsonl"

    @property
    def columns(self) -> list[Column[Any]]:
        """Give the columns that are written."""
        stay = {"account_id", "sealed", *self.without}
        return [column for column in self.table.columns if column.name not in stay]


def _told(row: type[AnyTable], about: str, *without: str) -> Kept:
    return Kept(row, about, comes_back=False, without=frozenset(without))


#: Each after those it points at.
CONTENTS = (
    Kept(tables.AthleteRow, "What you said of your body, and your zones."),
    Kept(tables.PrivacyZoneRow, "Places where nobody may see you."),
    Kept(tables.PipelineRow, "Your pipelines: sources, boosters in order, targets."),
    Kept(tables.ConnectionRow, "Your accounts at services, without keys, tokens and passwords."),
    Kept(tables.AsideRow, "Workouts of services that could not be read, and why."),
    Kept(tables.DiaryRow, "Where your health metrics are sent."),
    Kept(tables.DiaryDayRow, "What was written into diaries of days at services."),
    Kept(tables.ActivityRow, "Your activities as you see them."),
    Kept(tables.EditRow, "What you changed of your activities."),
    Kept(tables.RemovedRow, "Activities that you deleted: to be restored for a while."),
    Kept(tables.RecordingRow, "Every version of every recording, as its source sent it."),
    Kept(tables.PairRow, "Recordings that may be one workout, and what you said of them."),
    Kept(tables.RunRow, "What every pipeline did with every activity, booster by booster."),
    Kept(tables.DeliveryRow, "What was sent where, with the target's own name and link for it."),
    Kept(tables.AttemptRow, "Each try of each delivery."),
    Kept(tables.InputRow, "What boosters asked you, and what you answered."),
    Kept(tables.NotificationRow, "What you were told."),
    Kept(tables.ShowcasePageRow, "Your pages of the Showcase."),
    Kept(tables.ShowcaseProfileRow, "Your profile of the Showcase."),
    _told(tables.HealthWriteRow, "What your phone wrote into Apple Health, or is to write."),
    Kept(tables.MetricDayRow, "Health metrics, a row for each day, kind and source."),
    Kept(tables.DeletedSampleRow, "Samples that you deleted in Health: they never come back."),
    Kept(tables.DeletedWorkoutRow, "Workouts that you deleted in Health: they never come back."),
    Kept(tables.PartRow, "What phones sent of each workout, part by part."),
    Kept(tables.RefusedItemRow, "What phones sent and could not be taken, and why."),
    Kept(tables.ReceivedRow, "What apps posted, and how much of it was taken."),
    Kept(tables.NameRuleRow, "What you said that names of workouts mean."),
    Kept(tables.NamedWorkoutRow, "The names under which workouts came."),
    Kept(tables.ImportRow, "Files that you imported.", without=frozenset({"path"})),
    _told(tables.ChannelRow, "Where you are told of things; the addresses stay here."),
    _told(tables.PhoneRow, "Your phones.", "token_hash"),
    _told(tables.IngestTokenRow, "Apps that post.", "token_hash"),
    _told(tables.TokenRow, "Tokens for programs, without themselves.", "token_hash"),
    _told(tables.PasskeyRow, "Passkeys, without themselves.", "credential_id", "public_key"),
    _told(tables.SessionRow, "Browsers that were signed in.", "token_hash"),
    _told(tables.TierRow, "Your plan.", "stripe_customer", "stripe_subscription"),
    _told(tables.AuditRow, "What happened to your account."),
)
#: Tables with rows of people that no export has, and why.
LEFT_OUT: Mapping[str, str] = {
    "accounts": "it is account.json",
    "acts": "how an act on many activities went; what it did, their rows tell",
    "batches": "receipts for phones that send again; their workouts are all there",
    "challenges": "they last five minutes",
    "exports": "they are what this is",
    "links": "they are secrets that last days",
    "pairings": "they last twenty minutes",
    "sendings": "which message left when; what it told is there",
}
ACCOUNT = (
    "id", "name", "email", "units", "zone", "theme", "tile_url", "settle_s", "device_order",
    "week_start", "metrics_since", "seed", "created_at",
)  # fmt: skip
#: What an account takes over from an export, where it is new. Map tiles ask another server: they
#: are switched on by hand.
TAKEN_OVER = (
    "units", "zone", "theme", "settle_s", "device_order", "week_start",
    "metrics_since", "seed",
)  # fmt: skip


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """Name the columns that tell one row from all others: the key first, then other ways."""
    others = sorted(
        tuple(column.name for column in one.columns)
        for one in table.constraints
        if isinstance(one, UniqueConstraint)
    )
    return [tuple(column.name for column in table.primary_key.columns), *others]
