"""Sample workouts come in with one click, and go again without a trace."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from fitglue import processes
from fitglue.domain.errors import Refused
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.sample import is_sample
from fitglue.instance import Instance
from fitglue.pipeline.importing import keep
from fitglue.pipeline.intake import take
from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.pipeline.sampling import Sampling, as_samples
from fitglue.processes import work_on
from fitglue.store.accounts import Account
from fitglue.store.tables import ActivityRow, DeliveryRow, ImportRow, RecordingRow, Table
from fitglue.testing import athlete
from fitglue.testing.apple_export import write_export
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through

SOURCE = "apple_health"
_BY_ITSELF = {"sessions", "tries"}  # signing in


@pytest.fixture(autouse=True)
def a_short_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make up the last weeks of the year only."""

    def made_up(path: Path, until: object) -> None:
        assert until
        write_export(path, athlete.year(datetime.now(UTC).date(), 1)[-8:])

    monkeypatch.setattr(processes, "make_up", made_up)


def comes_in(instance: Instance, browser: TestClient, kim: Account) -> ImportRow:
    answer = browser.post("/samples", follow_redirects=False)
    key = answer.headers["location"].rpartition("/")[2]
    work_on(instance.settings, key)
    walk_through(instance, kim.id)
    row = instance.store.imports.get(key)
    assert row is not None
    return row


def rows(instance: Instance) -> dict[str, list[str]]:
    with instance.store.transactions.reading() as session:
        return {
            table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
            for table in Table.metadata.sorted_tables
            if table.name not in _BY_ITSELF
        }


def files(instance: Instance) -> set[str]:
    folders = instance.settings.data / "blobs", instance.settings.output_folder
    return {str(path) for one in folders for path in one.rglob("*") if path.is_file()}


def test_after_removing_them_everything_is_as_it_was_before(
    instance: Instance, kim: Account, browser: TestClient
) -> None:
    # A run of Kim's own at the very time of a sample, and one a month ago.
    [*_, planned] = athlete.year(datetime.now(UTC).date(), 1)
    start = planned.start
    own = [
        an_arrival("own", a_run(minutes=30, start=start, end=start + timedelta(minutes=30))),
        an_arrival("older", a_run(days=-20)),
    ]  # fmt: skip
    take(instance.starter, kim.id, SOURCE, own)
    walk_through(instance, kim.id)
    before, files_before = rows(instance), files(instance)
    row = comes_in(instance, browser, kim)
    assert (row.state, row.result["new"] > 4) == ("done", True)
    assert len(files(instance)) > len(files_before) + 8
    assert "You are looking at sample workouts." in browser.get("/").text
    assert instance.store.pairs.count(kim.id) == 0
    browser.post("/samples/remove")
    assert rows(instance) == before
    assert files(instance) == files_before
    assert "sample workouts." not in browser.get("/").text


def test_samples_go_to_no_service_and_nobody_is_notified(
    instance: Instance, kim: Account, browser: TestClient
) -> None:
    plan = Plan(
        id="", name="Away", sources=(SOURCE,),
        targets=(TargetUse(key="t", plugin="fake_target", settings={"script": "refuse"}),),
    )  # fmt: skip
    instance.store.pipelines.save(kim.id, plan)
    comes_in(instance, browser, kim)
    with instance.store.transactions.reading() as session:
        told = {(row.target, row.state) for row in session.scalars(select(DeliveryRow))}
        why = session.scalar(select(DeliveryRow.why).where(DeliveryRow.target == "fake_target"))
    assert told == {("folder", "sent"), ("fake_target", "skipped")}
    assert why == "This is a sample workout: it goes to no service."
    assert instance.store.notifications.latest(kim.id) == []


def test_a_sample_is_never_one_with_a_workout_of_ones_own(
    instance: Instance, kim: Account, browser: TestClient
) -> None:
    [own] = take(instance.starter, kim.id, SOURCE, [an_arrival("own")])
    [sample] = as_samples(keep(instance.starter, kim.id))(SOURCE, [an_arrival("own")])
    assert browser.get("/").is_success
    assert own.activity_id != sample.activity_id
    with instance.store.transactions.reading() as session:
        names = session.scalars(select(RecordingRow.source_id)).all()
        assert sorted(map(is_sample, names)) == [False, True]
        assert len(session.scalars(select(ActivityRow.id)).all()) == 2
    with pytest.raises(Refused, match="never one with a workout of yours"):
        OneOrTwo(instance.starter, kim.id).join(own.activity_id, sample.activity_id)


def test_a_second_click_does_nothing_and_what_is_coming_cannot_be_removed(
    instance: Instance, kim: Account, browser: TestClient
) -> None:
    browser.post("/samples", follow_redirects=False)
    assert "are here already" in browser.post("/samples").text
    with pytest.raises(Refused, match="still coming in"):
        Sampling(instance.store, kim.id, instance.settings.output_folder).remove()


def test_an_import_that_is_cancelled_keeps_what_it_had_and_says_so(
    instance: Instance, kim: Account, browser: TestClient, reads: Callable[[str], str]
) -> None:
    browser.post("/samples", follow_redirects=False)
    [row] = instance.store.imports.of_account(kim.id)
    told = instance.store.imports.progress

    def cancels(import_id: str, share: float, doing: str) -> bool:
        instance.store.imports.cancel(kim.id, import_id)
        return told(import_id, share, doing)

    assert told(row.id, 0.05, "Reading")
    assert cancels(row.id, 0.1, "Reading") is False
    assert "Stopping after what is being read" in reads(f"/imports/{row.id}")
    assert "still coming in" in browser.post("/samples/remove").text
    work_on(instance.settings, row.id)
    page = reads(f"/imports/{row.id}")
    assert "It was cancelled before anything of it was taken." in page
    assert instance.store.activities.ids(kim.id) == []
    browser.post(f"/imports/{row.id}/cancel")
    browser.post("/samples/remove")
    assert instance.store.imports.of_account(kim.id) == []


def test_the_summary_of_an_import_is_told_for_ever(
    instance: Instance, kim: Account, browser: TestClient, reads: Callable[[str], str]
) -> None:
    row = comes_in(instance, browser, kim)
    page = reads(f"/imports/{row.id}")
    for words in (" new", "already here", "not taken", " km in ", "with heart rate", "Read in",
                  "See the activities"):  # fmt: skip
        assert words in page
    assert "Sample workouts" in reads("/imports")
