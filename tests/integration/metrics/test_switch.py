"""Nothing of health metrics is read or kept before they are switched on, or after."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from fitglue.backup.restoring import restore
from fitglue.backup.writing import write_backup
from fitglue.config import Settings
from fitglue.domain.arrival import SourceTools
from fitglue.domain.metrics import MetricKind
from fitglue.domain.scopes import Scope
from fitglue.instance import open_instance, source_tools
from fitglue.pipeline.importing import import_file, keep
from fitglue.pipeline.metrics import take_metrics, with_metrics
from fitglue.store.tables import DeletedSampleRow, MetricDayRow, RefusedItemRow
from fitglue.testing import metric_records, small_exports
from fitglue.testing.health_days import (
    days_of_export,
    deleted_samples,
    metric_samples,
    step_sums,
)
from fitglue.testing.phone_workouts import a_workout, an_envelope

K = MetricKind


def rows(home: Any) -> int:
    with home.instance.store.transactions.reading() as session:
        tables = (MetricDayRow, DeletedSampleRow, RefusedItemRow)
        return sum(session.scalar(select(func.count()).select_from(one)) for one in tables)


def imports(home: Any, folder: Path) -> None:
    """Import an export as a worker does."""
    file = folder / "export.xml"
    file.write_bytes(small_exports.export(*metric_records.a_day(), small_exports.workout()))
    account = home.instance.store.accounts.get(home.id)
    tools: SourceTools = with_metrics(source_tools(account), home.instance.store, home.id)
    import_file(file, "export.xml", tools, keep(home.instance.starter, home.id))


def test_before_they_are_switched_on_nothing_is_read_or_kept(home: Any, tmp_path: Path) -> None:
    items = [metric_samples([1, 2]), step_sums({"2026-03-14": 9000}), deleted_samples([3])]
    assert home.sends(an_envelope(), *items) == ["stored", *["not_wanted"] * 3]
    broken = {"kind": "metric", "value": "poison"}
    batch = {"version": 1, "batch_id": "b", "device_id": "d", "items": [broken]}
    told = home.phone.posts("/sync", json.dumps(batch).encode(), "").json()
    assert told["receipts"][0]["verdict"] == "not_wanted"
    assert told["wants_metrics"] is False
    imports(home, tmp_path)
    assert take_metrics(home.instance.store, home.id, days_of_export(date(2026, 3, 14), 3)).new == 0
    assert rows(home) == 0


def test_the_page_shows_nothing_and_names_no_guess_before_something_arrives(home: Any) -> None:
    answer = home.client.get("/health", follow_redirects=False)
    assert answer.headers["location"] == "/settings/health"
    assert "They are off." in home.client.get("/settings/health").text
    assert ">Health</span>" not in home.client.get("/settings").text
    home.chooses("on")
    page = home.client.get("/health").text
    assert "Nothing arrived yet" in page
    assert "does not tell" in page
    assert "denied" not in page
    assert ">Health</span>" in page


def test_an_export_and_a_phone_tell_the_same_days_once(home: Any, tmp_path: Path) -> None:
    home.chooses("on")
    imports(home, tmp_path)
    before = rows(home)
    imports(home, tmp_path)
    assert rows(home) == before
    (steps,) = home.values(K.STEPS)
    assert (steps.value, steps.day) == (1500, date(2025, 7, 14))
    assert home.sends(step_sums({"2025-07-14": 1490})) == ["stored"]
    (steps,) = home.values(K.STEPS)
    assert (steps.value, steps.sources) == (1490, ("Apple Health",))
    (night,) = home.values(K.SLEEP)
    assert night.value == 7.5 * 3600


def test_switched_off_what_is_here_stays_unread_or_goes(home: Any) -> None:
    home.chooses("on")
    today = datetime.now(UTC).date()
    take_metrics(home.instance.store, home.id, days_of_export(today, 20))
    home.sends(metric_samples([1, 2]), deleted_samples([2]))
    history = home.instance.store.history(home.id, frozenset())
    tomorrow = today + timedelta(days=1)
    assert history.latest(K.RESTING_HEART_RATE, tomorrow) is not None
    home.chooses("keep")
    assert rows(home) > 100
    assert history.latest(K.RESTING_HEART_RATE, tomorrow) is None
    assert home.sends(metric_samples([5])) == ["not_wanted"]
    kept = home.client.get("/settings/health").text
    assert "Resting heart rate" in kept
    assert "Delete all of it" in kept
    home.chooses("on")
    assert history.latest(K.RESTING_HEART_RATE, tomorrow) is not None
    home.chooses("delete")
    assert rows(home) == 0
    log = home.client.get("/settings/log").text
    assert "Health metrics switched on" in log
    assert "all of them deleted" in log


def test_deleting_takes_along_what_was_refused_of_them_and_nothing_else(home: Any) -> None:
    home.chooses("on")
    for batch_id, item in enumerate(({"kind": "metric", "unit": 7}, {"kind": "poem"})):
        batch = {"version": 1, "batch_id": f"{batch_id}", "device_id": "d", "items": [item]}
        told = home.phone.posts("/sync", json.dumps(batch).encode(), "").json()
        assert told["receipts"][0]["verdict"] == "refused"
    home.chooses("delete")
    (left,) = home.instance.store.sync.refused(home.id)
    assert left.batch_id == "1"


def test_no_choice_changes_nothing(home: Any) -> None:
    answer = home.client.post("/settings/health", data={"choice": "maybe"}, follow_redirects=False)
    assert answer.status_code == 303
    assert not home.instance.store.accounts.get(home.id).keeps_metrics


def test_the_page_shows_newest_values_in_the_persons_units(home: Any) -> None:
    home.chooses("on")
    today = datetime.now(UTC).date()
    take_metrics(home.instance.store, home.id, days_of_export(today, 40))
    page = home.client.get("/health").text
    assert "<i>kg</i>" in page
    assert "7-day mean" in page
    assert page.count('<svg class="trend"') == 8
    home.instance.store.accounts.prefer(
        home.id, units="imperial", zone="Europe/Paris", theme="auto", tile_url=""
    )
    assert "<i>lb</i>" in home.client.get("/health?range=year").text
    assert home.client.get("/health?range=century").status_code == 404


def test_everything_can_be_taken_away(home: Any) -> None:
    home.chooses("on")
    take_metrics(home.instance.store, home.id, days_of_export(date(2026, 3, 14), 30))
    for csv in (home.client.get("/health/table"), home.asks("GET", "/metrics/table")):
        lines = csv.text.splitlines()
        assert lines[0].startswith("day,metric,value,unit,sources,way,in_bed_s,asleep_s,awake_s")
        assert len(lines) > 180
        assert "attachment" in csv.headers["content-disposition"]
    told = home.asks("GET", "/metrics/table?format=json").json()
    sleep = next(one for one in told["days"] if one["metric"] == "sleep")
    assert sleep["stages"]["deep_s"] > 0


def test_the_api_gives_days_of_some_kinds_and_switches(home: Any) -> None:
    assert home.asks("PUT", "/metrics/choice", json={"choice": "on"}).status_code == 403
    chosen = home.asks("PUT", "/metrics/choice", Scope.WRITE, json={"choice": "on"})
    assert chosen.status_code == 204
    take_metrics(home.instance.store, home.id, days_of_export(date(2026, 3, 14), 30))
    asked = "/metrics?kind=weight&kind=sleep&since=2026-03-01&until=2026-03-10"
    told = home.asks("GET", asked).json()
    assert told["kept"] is True
    assert {one["metric"] for one in told["days"]} == {"weight", "sleep"}
    assert {one["day"] for one in told["days"]} <= {f"2026-03-{day:02}" for day in range(1, 11)}
    assert home.asks("GET", "/metrics?kind=mood").status_code in {400, 422}


def test_boosters_learn_what_was_known_when_the_day_began(home: Any) -> None:
    home.chooses("on")
    take_metrics(home.instance.store, home.id, days_of_export(date(2026, 3, 14), 30))
    history = home.instance.store.history(home.id, frozenset())
    newest = history.latest(K.RESTING_HEART_RATE, date(2026, 3, 10))
    assert newest is not None
    assert newest.day == date(2026, 3, 9)
    assert history.latest(K.BODY_FAT, date(2026, 3, 10)) is None
    assert history.latest(K.WEIGHT, date(2020, 1, 1)) is None
    assert history.max_heart_rate_bpm(date(2026, 3, 14)) is None
    home.phone.records(a_workout())
    home.phone.syncs()
    highest = history.max_heart_rate_bpm(date(2026, 4, 1))
    assert highest is not None
    assert 140 < highest < 160


def test_a_backup_brings_metrics_and_deletions_back(home: Any, tmp_path: Path) -> None:
    home.chooses("on")
    take_metrics(home.instance.store, home.id, days_of_export(date(2026, 3, 14), 10))
    home.sends(metric_samples([1, 2, 3]), deleted_samples([2]))
    before = list(home.instance.store.metrics.all_values(home.id))
    archive = tmp_path / "backup.zip"
    write_backup(home.instance.settings, archive)
    there = Settings(data=tmp_path / "there")
    restore(there, archive)
    restored = open_instance(there)
    assert list(restored.store.metrics.all_values(home.id)) == before
    assert restored.store.accounts.get(home.id).keeps_metrics
    with restored.store.transactions.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeletedSampleRow)) == 1
    restored.close()


@pytest.mark.parametrize("table", [MetricDayRow, DeletedSampleRow])
def test_a_row_is_of_a_day_and_not_of_a_sample(home: Any, table: Any) -> None:
    home.chooses("on")
    home.sends(metric_samples(range(40)), deleted_samples([50]))
    with home.instance.store.transactions.reading() as session:
        found = session.scalar(select(func.count()).select_from(table))
    assert found == (11 if table is MetricDayRow else 1)
