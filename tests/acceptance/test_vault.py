"""The vault on the command line: keys change, are lost, and come back with a backup."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.connections.sealed import opened, put
from fitglue.instance import open_instance
from fitglue.testing.canaries import found_in, found_in_folder, found_in_text, planted
from fitglue.testing.command_line import CommandLine, Ended

OWN_KEY = "the operator has thought of a key of many characters"
NEW_KEY = "and of another one that is as good as the first was"


@dataclass
class Connected:
    """The program, and what is secret of its 40 connections."""

    fitglue: CommandLine
    canaries: tuple[str, ...]

    @property
    def key_file(self) -> Path:
        return self.fitglue.data / "secret.key"

    def revealed(self, data: Path | None = None) -> set[str]:
        """Open everything as a server would."""
        instance = open_instance(Settings(data=data or self.fitglue.data))
        try:
            rows = instance.store.connections.of_account(instance.owner().id)
            return {opened(instance.vault, row).settings["key"] for row in rows}
        finally:
            instance.close()


@pytest.fixture
def connected(fitglue: CommandLine) -> Connected:
    canaries = planted(40)
    instance = open_instance(Settings(data=fitglue.data))
    owner, store = instance.owner(), instance.store
    with store.transactions.writing() as session:
        for canary in canaries:
            row = store.connections.add(session, owner.id, "hevy")
            put(instance.vault, row, settings={"key": canary})
    instance.close()
    return Connected(fitglue, canaries)


def says_that_the_key_is_missing(ended: Ended) -> None:
    assert ended.code == 1
    assert "under a key that is not here" in ended.err
    assert "FITGLUE_SECRET_KEY" in ended.err
    assert "fitglue vault forget" in ended.err


def test_a_key_is_changed_and_nothing_shows_in_clear(connected: Connected) -> None:
    before = connected.key_file.read_text()
    ended = connected.fitglue.run("vault", "rotate", FITGLUE_LOG_LEVEL="debug")
    assert ended.code == 0
    assert "40 secrets were sealed under a new key" in ended.out
    after = connected.key_file.read_text()
    assert len(after.splitlines()) == 1
    assert before != after
    assert connected.key_file.stat().st_mode & 0o777 == 0o600
    assert connected.revealed() == set(connected.canaries)
    keys = (before.strip(), after.strip())
    assert found_in_text([*connected.canaries, *keys], ended.out + ended.err, "output") == []
    assert found_in_folder(connected.canaries, connected.fitglue.data) == []


def test_an_operator_s_own_keys_follow_each_other(connected: Connected) -> None:
    fitglue = connected.fitglue
    ended = fitglue.run("vault", "rotate", FITGLUE_SECRET_KEY=OWN_KEY)
    assert "40 secrets" in ended.out
    assert not connected.key_file.exists()
    alone = fitglue.run("vault", "rotate", FITGLUE_SECRET_KEY=OWN_KEY)
    assert alone.code == 1
    assert "no second key" in alone.err
    ended = fitglue.run("vault", "rotate", FITGLUE_SECRET_KEY=f"{NEW_KEY},{OWN_KEY}")
    assert "Take them out of FITGLUE_SECRET_KEY" in ended.out
    says_that_the_key_is_missing(fitglue.run("people", "list", FITGLUE_SECRET_KEY=OWN_KEY))
    assert fitglue.run("people", "list", FITGLUE_SECRET_KEY=NEW_KEY).code == 0


def test_a_wrong_or_missing_key_is_said_at_the_start(connected: Connected) -> None:
    right = connected.key_file.read_text()
    for wrong in (None, f"{OWN_KEY}\n", ""):
        connected.key_file.unlink(missing_ok=True)
        if wrong is not None:
            connected.key_file.write_text(wrong)
        says_that_the_key_is_missing(connected.fitglue.run("serve", "--port", "0"))
        says_that_the_key_is_missing(connected.fitglue.run("vault", "rotate"))
    connected.key_file.write_text(right)
    assert connected.revealed() == set(connected.canaries)
    guessable = connected.fitglue.run("serve", "--port", "0", FITGLUE_SECRET_KEY="hunter2")  # noqa: S106 - too short to be one
    assert "can be guessed" in guessable.err
    assert "hunter2" not in guessable.err


def test_a_lost_key_is_got_over(connected: Connected) -> None:
    connected.key_file.unlink()
    assert "40 secrets were given up" in connected.fitglue.run("vault", "forget").out
    assert "0 secrets were given up" in connected.fitglue.run("vault", "forget").out
    assert connected.fitglue.run("people", "list").code == 0


def test_a_backup_holds_no_secret_in_clear_and_brings_its_key(
    connected: Connected, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "backup.zip", CommandLine(tmp_path / "elsewhere")
    connected.fitglue.run("backup", file)
    assert found_in(connected.canaries, file.read_bytes(), "backup") == []
    assert elsewhere.run("restore", file).code == 0
    assert connected.revealed(elsewhere.data) == set(connected.canaries)


def test_a_backup_without_its_key_says_so_where_it_is_restored(
    connected: Connected, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "backup.zip", CommandLine(tmp_path / "elsewhere")
    connected.fitglue.run("backup", file, "--no-key")
    ended = elsewhere.run("restore", file, FITGLUE_SECRET_KEY=OWN_KEY)
    assert "0 activities" in ended.out
    says_that_the_key_is_missing(ended)
    says_that_the_key_is_missing(elsewhere.run("people", "list"))
    (elsewhere.data / "secret.key").write_bytes(connected.key_file.read_bytes())
    assert elsewhere.run("people", "list").code == 0


def test_a_backup_with_its_key_comes_to_a_machine_that_has_one(
    connected: Connected, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "backup.zip", CommandLine(tmp_path / "elsewhere")
    connected.fitglue.run("backup", file)
    elsewhere.data.mkdir()
    (elsewhere.data / "secret.key").write_text(f"{NEW_KEY}\n")
    assert elsewhere.run("restore", file, FITGLUE_SECRET_KEY=OWN_KEY).code == 0
    assert elsewhere.run("people", "list", FITGLUE_SECRET_KEY=OWN_KEY).code == 0
    assert connected.revealed(elsewhere.data) == set(connected.canaries)
