"""Activities, selections of them and acts on them as JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from fitglue.domain.selection import Missing, Order, Selection, Sent
from fitglue.store.tables import ActivityRow, ActRow


class SelectionIn(BaseModel):
    """Conditions that all have to hold; of several values of one, any may."""

    text: str = Field(default="", description="Words of title, sport, day, app or description.")
    sport: list[str] = Field(default=[], description="Keys of sports.")
    since: date | None = Field(default=None, description="The first local day.")
    until: date | None = Field(default=None, description="The last local day.")
    least_m: float | None = Field(default=None, description="Of distance.")
    most_m: float | None = Field(default=None, description="Of distance.")
    least_s: float | None = Field(default=None, description="Of time without pauses.")
    most_s: float | None = Field(default=None, description="Of time without pauses.")
    source: list[str] = Field(default=[], description="Ids of the ways in.")
    writer: list[str] = Field(default=[], description="Names of apps or devices.")
    sent: Sent = Field(default="", description="The state at `target`, or at any when it is empty.")
    target: str = Field(default="", description="The id of a target.")
    without: list[Missing] = Field(default=[], description="What they lack.")
    overlapping: bool = Field(default=False, description="They share time with another one.")

    @property
    def selection(self) -> Selection:
        """Give it as the store understands it."""
        return Selection(
            text=self.text, sports=tuple(self.sport), since=self.since, until=self.until,
            least_m=self.least_m, most_m=self.most_m, least_s=self.least_s, most_s=self.most_s,
            sources=tuple(self.source), writers=tuple(self.writer), sent=self.sent,
            target=self.target, without=tuple(self.without), overlapping=self.overlapping,
        )  # fmt: skip


class ListIn(SelectionIn):
    """A page of a selection."""

    order: Order = Field(default=Order.NEWEST, description="Which come first.")
    cursor: str = Field(default="", description="The `next` of the page before.")
    limit: int = Field(default=50, ge=1, le=200, description="How many at most.")


class ActivityOut(BaseModel):
    """What a list tells of an activity."""

    id: str
    revision: int
    title: str
    sport: str
    indoor: bool | None
    start: datetime
    zone: str
    day: date = Field(description="The local day on which it began.")
    elapsed_s: float
    timer_s: float
    distance_m: float | None
    active_kcal: float | None
    avg_hr_bpm: float | None
    ascent_m: float | None
    has_route: bool
    app: str


class ActivitiesOut(BaseModel):
    """A page of activities; `next` is the cursor of the next one, empty at the end."""

    activities: list[ActivityOut]
    next: str
    number: int = Field(description="Of all that fit.")
    distance_m: float
    timer_s: float


class DeletedOut(BaseModel):
    """A deleted activity that can be restored."""

    activity: ActivityOut
    deleted_at: datetime
    until: datetime = Field(description="Then it is gone for good.")


class ChosenIn(BaseModel):
    """Activities to act on: by their ids, or all that fit a selection."""

    ids: list[str] = []
    fitting: SelectionIn | None = None


class RunActIn(ChosenIn):
    """Run activities through a pipeline."""

    kind: Literal["run"]
    pipeline_id: str
    delivers: bool = Field(default=True, description="Without, nothing is sent.")


class SendActIn(ChosenIn):
    """Send what a pipeline made of activities to one of its targets."""

    kind: Literal["send"]
    pipeline_id: str
    target_key: str
    again: bool = Field(default=False, description="Update what is there already, too.")


class MergeActIn(ChosenIn):
    """Make one activity of two to five of the same time."""

    kind: Literal["merge"]


class DeleteActIn(ChosenIn):
    """Delete activities; for 30 days that can be undone."""

    kind: Literal["delete"]


class ActOut(BaseModel):
    """An act on many activities."""

    id: str
    kind: str
    state: str = Field(description="working, done or undone.")
    number: int = Field(description="Of activities that are done.")
    of: int
    created_at: datetime


class TargetProspect(BaseModel):
    """What a target has of the chosen ones."""

    pipeline_id: str
    target_key: str
    there: int


class ProspectsOut(BaseModel):
    """What acts on the chosen ones would meet."""

    number: int
    distance_m: float
    timer_s: float
    waiting: int = Field(description="Runs that are not over; a deletion ends them.")
    through: dict[str, int] = Field(description="Those that went through a pipeline, by its id.")
    targets: list[TargetProspect]
    merge_not: str = Field(description="Why they cannot be merged; empty when they can.")


def activity_out(row: ActivityRow) -> ActivityOut:
    """Show an activity."""
    told = {name: getattr(row, name) for name in ActivityOut.model_fields if name != "has_route"}
    return ActivityOut(**told, has_route=row.route_points > 0)


def act_out(row: ActRow) -> ActOut:
    """Show an act."""
    return ActOut(
        id=row.id, kind=row.kind, state=row.state, number=row.number, of=len(row.activities),
        created_at=row.created_at,
    )  # fmt: skip
