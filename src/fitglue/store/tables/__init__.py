"""The tables, the same on SQLite and PostgreSQL."""

from fitglue.store.tables.acts import ActRow, RemovedRow
from fitglue.store.tables.columns import Instant, Table
from fitglue.store.tables.connections import (
    AsideRow,
    ConnectionRow,
    DiaryDayRow,
    DiaryRow,
    HistoryRow,
    PollRow,
)
from fitglue.store.tables.health_writes import HealthWriteRow
from fitglue.store.tables.ingest import IngestTokenRow, NamedWorkoutRow, NameRuleRow, ReceivedRow
from fitglue.store.tables.ledger import AttemptRow, CallRow, DeliveryRow, HoldRow, WebAnswerRow
from fitglue.store.tables.metrics import DeletedSampleRow, MetricDayRow
from fitglue.store.tables.notifications import ChannelRow, NotificationRow, SendingRow
from fitglue.store.tables.ownership import AthleteRow, ExportRow, PrivacyZoneRow
from fitglue.store.tables.people import (
    AccountRow,
    AuditRow,
    ChallengeRow,
    LinkRow,
    PasskeyRow,
    SessionRow,
    TokenRow,
    TriesRow,
)
from fitglue.store.tables.phones import PairingRow, PhoneRow
from fitglue.store.tables.pipelines import InputRow, PipelineRow, RunRow
from fitglue.store.tables.server import ChoiceRow, TaskRow
from fitglue.store.tables.showcase import ShowcasePageRow, ShowcaseProfileRow
from fitglue.store.tables.sync import BatchRow, DeletedWorkoutRow, PartRow, RefusedItemRow
from fitglue.store.tables.tiers import StripeEventRow, TierRow
from fitglue.store.tables.workouts import ActivityRow, EditRow, ImportRow, PairRow, RecordingRow

__all__ = [
    "AccountRow",
    "ActRow",
    "ActivityRow",
    "AsideRow",
    "AthleteRow",
    "AttemptRow",
    "AuditRow",
    "BatchRow",
    "CallRow",
    "ChallengeRow",
    "ChannelRow",
    "ChoiceRow",
    "ConnectionRow",
    "DeletedSampleRow",
    "DeletedWorkoutRow",
    "DeliveryRow",
    "DiaryDayRow",
    "DiaryRow",
    "EditRow",
    "ExportRow",
    "HealthWriteRow",
    "HistoryRow",
    "HoldRow",
    "ImportRow",
    "IngestTokenRow",
    "InputRow",
    "Instant",
    "LinkRow",
    "MetricDayRow",
    "NameRuleRow",
    "NamedWorkoutRow",
    "NotificationRow",
    "PairRow",
    "PairingRow",
    "PartRow",
    "PasskeyRow",
    "PhoneRow",
    "PipelineRow",
    "PollRow",
    "PrivacyZoneRow",
    "ReceivedRow",
    "RecordingRow",
    "RefusedItemRow",
    "RemovedRow",
    "RunRow",
    "SendingRow",
    "SessionRow",
    "ShowcasePageRow",
    "ShowcaseProfileRow",
    "StripeEventRow",
    "Table",
    "TaskRow",
    "TierRow",
    "TokenRow",
    "TriesRow",
    "WebAnswerRow",
]
