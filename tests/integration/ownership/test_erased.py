"""Who erases everything leaves nothing behind, byte for byte, and takes nothing of others along."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import inspect, text

from fitglue.domain.arrival import Arrival
from fitglue.domain.audit import Event
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.spot import Spot
from fitglue.instance import Instance
from fitglue.ownership import taking_away
from fitglue.ownership.erasing import erase
from fitglue.ownership.searching import Words, found_in_database
from fitglue.pipeline.intake import take
from fitglue.store.accounts import Account
from fitglue.store.erasing_people import rows_left
from fitglue.store.tables import ActivityRow
from fitglue.testing.arrivals import a_run
from fitglue.testing.at_work import walk_through
from fitglue.testing.canaries import found_in_folder
from fitglue.testing.people import HOME, LEE, account_of
from fitglue.testing.running_server import KIM

MARKS = tuple(f"Canary of {place} Qx7" for place in ("name", "title", "plan", "zone", "told"))
ADDRESS = "canary.qx7@erased.example"


@dataclass(frozen=True)
class Two:
    """Kim, who will erase everything, and Lee, who stays."""

    instance: Instance
    kim: Account
    lee: Account


@pytest.fixture
def two(instance: Instance) -> Two:
    lee = account_of(instance, LEE).account
    kim = instance.add_account(**{**KIM, "name": MARKS[0], "email": ADDRESS})
    _lives(instance, kim)
    take(instance.starter, lee.id, "apple_health", [Arrival("Lee's", a_run())])
    walk_through(instance, lee.id)
    # What Kim did to another's account, and what Lee did to Kim's.
    store = instance.store
    store.audit.note(Event.ADMIN_MADE, account_id=lee.id, by=kim.id, visit=HOME)
    store.audit.note(Event.INVITED, account_id=None, by=lee.id, email=ADDRESS)
    return Two(instance, kim, lee)


def _lives(instance: Instance, kim: Account) -> None:
    store = instance.store
    plan = Plan(
        id="", name=MARKS[2], sources=("apple_health",),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
    store.pipelines.save(kim.id, plan)
    take(
        instance.starter, kim.id, "apple_health", [Arrival("one", a_run()), Arrival("two", a_run())]
    )
    walk_through(instance, kim.id)
    spot = Spot(latitude_deg=48.8, longitude_deg=2.3, radius_m=200)
    store.privacy_zones.put(kim.id, MARKS[3], spot)
    store.audit.note(Event.TOKEN_MADE, account_id=kim.id, by=kim.id, visit=HOME, name=MARKS[4])
    with store.transactions.writing() as session:
        for row in session.query(ActivityRow).filter_by(account_id=kim.id):
            row.title = MARKS[1]
    export_id = taking_away.ask_for(instance, kim.id)
    taking_away.make(instance, export_id, lambda _: None)


def everywhere(instance: Instance) -> list[object]:
    """Look for the marks in every file of the installation, and in every row of PostgreSQL."""
    words = [*MARKS, ADDRESS]
    found: list[object] = list(found_in_folder(words, instance.settings.data))
    if instance.store.database.dialect.name == "postgresql":
        found += _in_rows(instance, words)
    return found


def _in_rows(instance: Instance, words: Sequence[str]) -> list[object]:
    found: list[object] = []
    with instance.store.database.connect() as connection:
        for schema in ("public", "dbos"):
            for table in inspect(connection).get_table_names(schema):
                rows = connection.execute(text(f'SELECT t::text FROM "{schema}"."{table}" AS t'))  # noqa: S608 - names of tables
                found += [(table, word) for (row,) in rows for word in words if word in row]
    return found


def test_nothing_of_theirs_is_found_in_the_raw_files(two: Two) -> None:
    instance, of_lee = two.instance, _rows(two.instance, two.lee)
    assert {sighting.canary for sighting in everywhere(instance) if hasattr(sighting, "canary")}
    proof = erase(instance, two.kim)
    assert proof.is_clean, [one for one in proof.counted if one.now]
    assert {one.what for one in proof.gone} >= {
        "Rows in activities", "Rows in recordings", "Rows in deliveries", "Exports",
        "Files in the output folder", "Jobs of the engine",
    }  # fmt: skip
    assert everywhere(instance) == []
    assert _rows(instance, two.lee) == of_lee
    assert instance.store.accounts.find(two.kim.id) is None
    for activity_id in instance.store.activities.ids(two.lee.id):
        assert instance.store.activities.get(two.lee.id, activity_id) is not None


def _rows(instance: Instance, account: Account) -> dict[str, int]:
    with instance.store.transactions.reading() as session:
        return rows_left(session, account.id)


def test_the_only_admin_among_others_stays(two: Two) -> None:
    with pytest.raises(Denied, match="Somebody has to look after"):
        erase(two.instance, two.lee)
    assert two.instance.store.accounts.get(two.lee.id).closed_at is None


def test_whoever_has_an_import_at_work_waits(two: Two) -> None:
    instance, file = two.instance, two.instance.settings.data / "export.zip"
    file.write_bytes(b"PK")
    import_id = instance.queue_import(two.kim.id, file, "export.zip")
    instance.store.imports.progress(import_id, 0.5, "Reading")
    before = _rows(instance, two.kim)
    with pytest.raises(NeedsUser, match="at work"):
        erase(instance, two.kim)
    assert _rows(instance, two.kim) == before


def test_what_is_still_there_is_found(instance: Instance) -> None:
    kim = instance.add_account(**KIM)
    with instance.store.transactions.writing() as session:
        row = instance.store.connections.add(session, kim.id, "hevy")
        row.sealed = b"between bytes " + kim.id.encode()
    by_id = found_in_database(instance.store.database, Words(frozenset({kim.id})))
    by_address = found_in_database(instance.store.database, Words(frozenset(), (kim.email,)))
    assert by_id > 2  # the account's row, what names it, and the bytes
    assert by_address > 0
