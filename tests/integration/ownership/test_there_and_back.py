"""Everything goes out as one zip, and the same account comes up elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fitglue.config import Settings
from fitglue.domain.athlete import Athlete
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.spot import Spot
from fitglue.instance import Instance, open_instance
from fitglue.ownership.bringing_in import Brought, bring_in
from fitglue.ownership.contents import CONTENTS
from fitglue.ownership.writing import write_export
from fitglue.pipeline.removing import Removing
from fitglue.store.tables import ActivityRow, DeliveryRow, PipelineRow, RemovedRow, RunRow
from fitglue.testing.running_server import KIM
from fitglue.testing.season import Season, season

OTHER = {**KIM, "email": "kim@elsewhere.example", "name": "Kim elsewhere"}


def everything(instance: Instance, account_id: str, table: Any) -> dict[Any, dict[str, Any]]:
    """Every row of somebody's in a table, by its key, without what names the account."""
    found = {}
    keys = [column.name for column in table.primary_key.columns]
    with instance.store.transactions.reading() as session:
        for row in session.execute(select(table)).mappings():
            if row.get("account_id", account_id) == account_id:
                plain = {name: value for name, value in row.items() if name != "account_id"}
                found[tuple(plain[key] for key in keys if key in plain)] = plain
    return found


@pytest.fixture
def kim(instance: Instance) -> Season:
    made = season(instance, older=6)
    store = instance.store
    store.athletes.keep(made.account_id, Athlete(highest_bpm=188, threshold_w=250, weight_kg=61))
    store.privacy_zones.put(
        made.account_id, "Home", Spot(latitude_deg=48.85, longitude_deg=2.35, radius_m=300)
    )
    store.accounts.prefer(
        made.account_id, units="imperial", zone="Europe/Rome", theme="dark", tile_url=""
    )
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(data=tmp_path / "elsewhere", zone="UTC"))
    yield opened
    opened.close()


def taken_away(kim: Season, folder: Path) -> Path:
    path = folder / "fitglue-everything.zip"
    write_export(kim.instance.store, kim.account_id, path, lambda _: None)
    return path


def brought(instance: Instance, account_id: str, path: Path) -> Brought:
    return bring_in(instance.store, account_id, path, lambda _: None)


def test_the_same_account_comes_up_elsewhere(
    kim: Season, elsewhere: Instance, tmp_path: Path
) -> None:
    path = taken_away(kim, tmp_path)
    other = elsewhere.add_account(**OTHER)
    came = brought(elsewhere, other.id, path)
    number = len(kim.instance.store.activities.ids(kim.account_id))
    assert (came.new, came.unchanged) == (number, 0)
    for kept in CONTENTS:
        if kept.comes_back and kept.table.name not in CHANGED:
            there = everything(kim.instance, kim.account_id, kept.table)
            here = everything(elsewhere, other.id, kept.table)
            assert here == there, kept.table.name
    for activity_id in kim.instance.store.activities.ids(kim.account_id):
        before = kim.instance.store.activities.get(kim.account_id, activity_id)
        after = elsewhere.store.activities.get(other.id, activity_id)
        assert before is not None
        assert after is not None
        assert after.workout.streams.keys() == before.workout.streams.keys()
    told = elsewhere.store.accounts.get(other.id)
    assert (told.units, told.zone, told.theme) == ("imperial", "Europe/Rome", "dark")
    assert told.email == OTHER["email"]


#: Tables whose rows become history: told apart below.
CHANGED = {"news", "pipelines", "runs", "deliveries", "connections", "pairs", "imports"}


def test_what_was_sent_stays_sent_and_nothing_is_sent_again(
    kim: Season, elsewhere: Instance, tmp_path: Path
) -> None:
    other = elsewhere.add_account(**OTHER)
    brought(elsewhere, other.id, taken_away(kim, tmp_path))
    there = everything(kim.instance, kim.account_id, DeliveryRow.__table__)
    here = everything(elsewhere, other.id, DeliveryRow.__table__)
    assert here.keys() == there.keys()
    for key, row in there.items():
        if row["state"] == DeliveryState.SENT:
            assert (here[key]["state"], here[key]["remote_id"]) == (row["state"], row["remote_id"])
            assert here[key]["sent_at"] == row["sent_at"]
    assert elsewhere.store.runs.due(other.id) == 0
    assert elsewhere.store.deliveries.unfinished() == []
    assert elsewhere.store.runs.unfinished() == []
    pipelines = everything(elsewhere, other.id, PipelineRow.__table__)
    assert (
        pipelines.keys() == everything(kim.instance, kim.account_id, PipelineRow.__table__).keys()
    )
    assert not any(row["enabled"] for row in pipelines.values())
    assert everything(elsewhere, other.id, RunRow.__table__)


def test_a_second_time_adds_nothing(kim: Season, elsewhere: Instance, tmp_path: Path) -> None:
    path, other = taken_away(kim, tmp_path), elsewhere.add_account(**OTHER)
    number = brought(elsewhere, other.id, path).new
    before = {kept.table.name: everything(elsewhere, other.id, kept.table) for kept in CONTENTS}
    again = brought(elsewhere, other.id, path)
    assert (again.new, again.unchanged, again.found) == (0, number, {})
    assert before == {
        kept.table.name: everything(elsewhere, other.id, kept.table) for kept in CONTENTS
    }


def test_it_comes_back_where_it_was_made_as_nothing_new(kim: Season, tmp_path: Path) -> None:
    path = taken_away(kim, tmp_path)
    came = brought(kim.instance, kim.account_id, path)
    assert (came.new, came.found) == (0, {})


def test_an_activity_that_was_deleted_can_be_brought_back_elsewhere(
    kim: Season, elsewhere: Instance, tmp_path: Path
) -> None:
    (one, *_) = kim.instance.store.activities.ids(kim.account_id)
    Removing(kim.instance.starter, kim.account_id).delete([one])
    path = taken_away(kim, tmp_path)
    other = elsewhere.add_account(**OTHER)
    brought(elsewhere, other.id, path)
    assert one not in elsewhere.store.activities.ids(other.id)
    Removing(elsewhere.starter, other.id).restore([one])
    assert one in elsewhere.store.activities.ids(other.id)
    assert elsewhere.store.recordings.listed(other.id, one)


def test_nothing_of_anothers_comes_back_by_a_row_that_an_export_made_up(
    kim: Season, instance: Instance
) -> None:
    lee = instance.add_account(**OTHER)
    (one, *_) = instance.store.activities.ids(kim.account_id)
    with instance.store.transactions.writing() as session:
        hidden = session.get_one(ActivityRow, one)
        hidden.hidden_at = datetime.now(UTC)
        session.add(
            RemovedRow(
                id=one, account_id=lee.id, act_id="", before={}, removed_at=datetime.now(UTC),
                gone_at=None,
            )
        )  # fmt: skip
    Removing(instance.starter, lee.id).restore([one])
    with instance.store.transactions.reading() as session:
        assert session.get_one(ActivityRow, one).hidden_at is not None
