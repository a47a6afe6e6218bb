"""Rows of the store as the lines that pages show."""

from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import ZoneInfo

from fitglue import registry
from fitglue.domain.arrival import Skipped
from fitglue.domain.sport import by_key
from fitglue.store.accounts import Account
from fitglue.store.tables import ActivityRow, DeliveryRow, ImportRow, RecordingRow
from fitglue.web.services import (
    ActivityLine,
    DeliveryLine,
    DeliveryState,
    ImportLine,
    ImportState,
    Person,
    RecordingLine,
    Refusal,
    Theme,
    Units,
)

_IN_TROUBLE = ("refused", "needs_you", "unknown")


def person_of(account: Account) -> Person:
    """Show an account."""
    return Person(
        id=account.id,
        name=account.name,
        email=account.email,
        units=cast("Units", account.units),
        zone=account.zone,
        theme=cast("Theme", account.theme),
        tile_url=account.tile_url,
    )


def activity_line(row: ActivityRow, deliveries: Mapping[str, int]) -> ActivityLine:
    """Show an activity in a list, with its deliveries counted by state."""
    return ActivityLine(
        id=row.id,
        title=row.title,
        sport=by_key(row.sport),
        indoor=row.indoor,
        is_open_water=row.open_water,
        local_start=row.start.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None),
        zone=row.zone,
        elapsed_s=row.elapsed_s,
        timer_s=row.timer_s,
        distance_m=row.distance_m,
        active_kcal=row.active_kcal,
        avg_hr_bpm=row.avg_hr_bpm,
        ascent_m=row.ascent_m,
        has_route=row.route_points > 0,
        app=row.app,
        sent=deliveries.get("sent", 0),
        waiting=deliveries.get("waiting", 0) + deliveries.get("sending", 0),
        refused=sum(deliveries.get(state, 0) for state in _IN_TROUBLE),
    )


def delivery_line(row: DeliveryRow) -> DeliveryLine:
    """Show a delivery; a file of ours is opened through us."""
    plugin = registry.plugins().get(row.target)
    kept_here = row.target == "folder" and row.state == "sent"
    return DeliveryLine(
        id=row.id,
        target_id=row.target,
        target_name=plugin.about.name if plugin else row.target,
        state=cast("DeliveryState", row.state),
        why=row.why,
        next_step=row.next_step,
        url=f"/deliveries/{row.id}/file" if kept_here else row.url,
        delivered_at=row.changed_at if row.state == "sent" else None,
    )


def recording_line(row: RecordingRow) -> RecordingLine:
    """Show a recording."""
    plugin = registry.plugins().get(row.source)
    return RecordingLine(
        id=row.id,
        source_name=plugin.about.name if plugin else row.source,
        app=row.app,
        device=row.device,
        received_at=row.received_at,
        revision=row.revision,
    )


def import_line(row: ImportRow) -> ImportLine:
    """Show an import."""
    result: Mapping[str, Any] = row.result
    return ImportLine(
        id=row.id,
        name=row.name,
        size_bytes=row.size_bytes,
        state=cast("ImportState", row.state),
        share=row.share,
        doing=row.doing,
        new=result.get("new", 0),
        changed=result.get("changed", 0),
        unchanged=result.get("unchanged", 0),
        refused=tuple(
            Refusal(one["file"], one["why"], one["next"]) for one in result.get("refused", ())
        ),
        warnings=tuple(result.get("warnings", ())),
        found=result.get("found", {}),
        skipped=tuple(Skipped(**one) for one in result.get("skipped", ())),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
