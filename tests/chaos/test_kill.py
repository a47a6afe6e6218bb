"""`kill -9` at every step: what was promised is there, once, whenever the process died."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from fitglue.backup.writing import write_backup
from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.crash_points import arm
from fitglue.testing.fakes import World, installed
from fitglue.testing.lives import KILLED, LIVED, Life, forked, live, receipts
from fitglue.testing.postgres import PostgresServer

pytestmark = pytest.mark.chaos

#: The moments at which a process dies, and the scripts that bring some of them about.
MOMENTS = {
    "before the workout is committed": {"dies": "before intake"},
    "after the workout is committed, before its receipt": {"dies": "after intake"},
    "in a booster": {"booster": "die"},
    "before what the boosters did is committed": {"dies": "before boosted"},
    "after what the boosters did is committed": {"dies": "after boosted"},
    "before the intent to send is committed": {"dies": "before sending"},
    "after the intent to send, before the bytes leave": {"dies": "after sending"},
    "as the bytes are about to leave": {"target": "die-before"},
    "after the bytes have arrived, before the answer": {"target": "die-after"},
    "before the target's answer is committed": {"dies": "before settled"},
    "after the target's answer is committed": {"dies": "after settled"},
}
WORKOUTS = 3


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with installed(tmp_path_factory.mktemp("fakes")) as world:
        yield world


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation on each database, with its tables made; nothing of it is open."""
    folder = tmp_path_factory.mktemp("killed")
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    settings = Settings(data=folder / "data", zone="Europe/Paris", database_url=url)
    open_instance(settings).close()
    return settings


@pytest.mark.parametrize("moment", MOMENTS)
def test_nothing_is_lost_or_doubled(
    settings: Settings, outside: World, moment: str, lives: range
) -> None:
    for number in lives:
        name = f"{settings.database_url[:8]}-{moment.replace(' ', '-')}-{number}"
        doomed = Life(settings, name, WORKOUTS, at_hit=number % WORKOUTS + 1, **MOMENTS[moment])
        assert live(doomed) == KILLED, moment
        promised = receipts(doomed)
        # The sender keeps what it has no receipt for, and sends it again.
        lived_until_the_end(replace(doomed, dies=""))
        assert promised <= receipts(doomed)
        assert len(receipts(doomed)) == WORKOUTS
        there = {activity: len(outside.has(activity)) for activity in receipts(doomed)}
        assert set(there.values()) == {1}, f"{moment}: {there}"
        _all_ended_well(settings, name)


def test_a_backup_that_is_killed_leaves_no_file_and_the_next_one_is_whole(
    settings: Settings, outside: World, tmp_path: Path, tries: int
) -> None:
    life = Life(settings, "backed-up", WORKOUTS)
    assert live(life) == LIVED
    for number in range(tries):
        path = tmp_path / f"{number}.zip"

        def dies(hit: int = number, path: Path = path) -> None:
            arm("statement SELECT", hit % 20 + 3)
            write_backup(settings, path)

        assert forked(dies) == KILLED
        assert not path.exists()
        assert write_backup(settings, path).rows["activities"] >= WORKOUTS
    assert outside.has(next(iter(receipts(life))))


def lived_until_the_end(life: Life) -> None:
    """Start again after each death: a script kills once for each workout."""
    for _ in range(WORKOUTS):
        if (ended := live(life)) == LIVED:
            return
        assert ended == KILLED
    assert live(life) == LIVED


def _all_ended_well(settings: Settings, name: str) -> None:
    engine = create_engine(settings.url)
    of_person = "JOIN accounts a ON a.id = r.account_id WHERE a.email = :name"
    with engine.connect() as connection:
        states = connection.execute(
            text(f"SELECT r.state, count(*) FROM runs r {of_person} GROUP BY r.state"),  # noqa: S608
            {"name": name},
        ).all()
    engine.dispose()
    assert [tuple(row) for row in states] == [("done", WORKOUTS)]
