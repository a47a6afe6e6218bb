"""Secrets in the database: sealed, sealed anew at work, and said when they are lost."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, select, update

from fitglue.config import Settings
from fitglue.domain.errors import Damaged, Misconfigured, NeedsUser
from fitglue.domain.secret import Secret
from fitglue.instance import Instance, open_store
from fitglue.security.keys import KeyRing
from fitglue.security.vault import MARK_BYTES, Vault
from fitglue.store.sealed import Sealed, row_name, sealed_columns
from fitglue.testing.canaries import found_in_folder, planted

OURS = MetaData()
ACCOUNTS = Table(
    "accounts_elsewhere", OURS,
    Column("id", String(36), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("picture", LargeBinary),
)  # fmt: skip
HOOKS = Table(
    "hooks", OURS,
    Column("id", Integer, primary_key=True),
    Column("signing_sealed", LargeBinary),
    Column("unsealed", LargeBinary),
)  # fmt: skip
CANARIES = planted(40)


def at_once() -> None:
    """Wait for nobody: nothing else works on these rows."""


@dataclass
class Filled:
    """An installation with 40 secrets in two tables."""

    instance: Instance
    sealed: Sealed

    @property
    def vault(self) -> Vault:
        return self.instance.vault

    def under(self, given: str) -> Vault:
        """Give the vault as it is with another FITGLUE_SECRET_KEY."""
        return Vault(KeyRing(Secret(given), self.instance.settings.secret_key_file))

    def opened(self, vault: Vault | None = None) -> list[str]:
        """Open everything."""
        found = []
        with self.instance.store.transactions.reading() as session:
            for one in sealed_columns(OURS):
                for row_id, content in session.execute(select(one.id, one.sealed)):
                    name = row_name(one.sealed.table.name, row_id, one.sealed.name)
                    found.append((vault or self.vault).open(content, name).reveal())
        return found

    def put(self, row_id: str, content: bytes) -> None:
        """Write one of the first table's."""
        with self.instance.store.transactions.writing() as session:
            chosen = update(ACCOUNTS).where(ACCOUNTS.c.id == row_id)
            session.execute(chosen.values(sealed=content))


def fill(instance: Instance) -> Filled:
    OURS.create_all(instance.store.database)
    vault = instance.vault
    with instance.store.transactions.writing() as session:
        for number, canary in enumerate(CANARIES[:30]):
            name = row_name("accounts_elsewhere", f"account-{number:02}")
            row = {"id": f"account-{number:02}", "sealed": vault.seal(canary, name)}
            session.execute(insert(ACCOUNTS).values(row))
        for number, canary in enumerate(CANARIES[30:]):
            name = row_name("hooks", number, "signing_sealed")
            row = {"id": number, "signing_sealed": vault.seal(canary, name)}
            session.execute(insert(HOOKS).values(row))
    return Filled(instance, Sealed(instance.store.transactions, OURS))


@pytest.fixture
def filled(instance: Instance) -> Iterator[Filled]:
    yield fill(instance)
    OURS.drop_all(instance.store.database)


def test_sealed_columns_are_known_by_their_names() -> None:
    names = [(one.sealed.table.name, one.sealed.name) for one in sealed_columns(OURS)]
    assert names == [("accounts_elsewhere", "sealed"), ("hooks", "signing_sealed")]


def test_nothing_lies_in_the_data_folder_in_clear(filled: Filled) -> None:
    assert not filled.sealed.is_empty()
    assert sorted(filled.opened()) == sorted(CANARIES)
    assert found_in_folder(CANARIES, filled.instance.settings.data) == []


def test_a_rotation_changes_every_row_and_nobody_signs_in_again(filled: Filled) -> None:
    before, marks = filled.vault.keys.newest(), filled.sealed.marks(MARK_BYTES)
    assert filled.vault.rotate(filled.sealed, at_once) == 40
    (after,) = filled.vault.keys.all()
    assert after != before
    assert not filled.sealed.marks(MARK_BYTES) & marks
    assert sorted(filled.opened()) == sorted(CANARIES)
    assert found_in_folder(CANARIES, filled.instance.settings.data) == []


def test_what_is_written_while_keys_change_is_sealed_anew_too(filled: Filled) -> None:
    late = filled.vault.seal("a token that was refreshed", row_name(ACCOUNTS.name, "account-07"))
    number = filled.vault.rotate(filled.sealed, lambda: filled.put("account-07", late))
    assert number == 41
    assert "a token that was refreshed" in filled.opened()


def test_a_server_that_goes_on_seals_under_the_new_key_at_once(filled: Filled) -> None:
    server = filled.instance.vault  # made before the rotation
    filled.vault.rotate(filled.sealed, at_once)
    name = row_name(ACCOUNTS.name, "account-07")
    filled.put("account-07", server.seal("new", name))
    assert "new" in filled.opened(server)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda filled: filled.put("account-03", b"\x01" + bytes(60)),
        lambda filled: filled.put("account-03", b"plain"),
        lambda filled: filled.put("account-03", filled.vault.seal("of another", "row")),
    ],
)
def test_a_rotation_that_fails_changes_nothing_and_keeps_every_key(
    filled: Filled, spoil: Callable[[Filled], None]
) -> None:
    old = filled.vault.keys.newest()
    spoil(filled)
    marks = filled.sealed.marks(MARK_BYTES)
    with pytest.raises((Misconfigured, Damaged)):
        filled.vault.rotate(filled.sealed, at_once)
    assert filled.sealed.marks(MARK_BYTES) == marks
    assert old in filled.vault.keys.all()
    assert filled.sealed.forget(filled.vault.is_lost) == 1
    assert filled.vault.rotate(filled.sealed, at_once) == 39


def test_a_key_of_the_operator_takes_over_from_the_file(filled: Filled) -> None:
    given = filled.under("the operator's own key of more than 32")
    given.check(filled.sealed.marks(MARK_BYTES))
    assert sorted(filled.opened(given)) == sorted(CANARIES)
    assert given.rotate(filled.sealed, at_once) == 40
    assert not given.keys.file.exists()
    assert sorted(filled.opened(given)) == sorted(CANARIES)
    with pytest.raises(Misconfigured):
        filled.vault.check(filled.sealed.marks(MARK_BYTES))


def test_a_lost_key_is_said_and_can_be_got_over(filled: Filled) -> None:
    filled.vault.keys.file.unlink()
    with pytest.raises(Misconfigured, match="under a key that is not here"):
        filled.vault.check(filled.sealed.marks(MARK_BYTES))
    assert filled.sealed.forget(filled.vault.is_lost) == 40
    filled.vault.check(filled.sealed.marks(MARK_BYTES))
    assert filled.sealed.forget(filled.vault.is_lost) == 0
    assert filled.sealed.is_empty()
    with pytest.raises(NeedsUser):
        filled.opened()


def test_a_secret_sealed_by_another_installation_is_no_use_here(
    filled: Filled, tmp_path: Path
) -> None:
    other = Vault(KeyRing(Secret(), tmp_path / "other.key"))
    other.keys.newest()
    shutil.copy(other.keys.file, filled.vault.keys.file)
    with pytest.raises(Misconfigured):
        filled.vault.check(filled.sealed.marks(MARK_BYTES))


def test_an_installation_without_secrets_needs_no_key(instance: Instance) -> None:
    instance.vault.check(instance.store.sealed.marks(MARK_BYTES))
    assert instance.vault.rotate(instance.store.sealed, at_once) == 0


def test_a_host_that_makes_no_sense_is_said_at_the_start(sqlite_settings: Settings) -> None:
    wrong = sqlite_settings.model_copy(update={"allowed_hosts": "http://nas.local"})
    with pytest.raises(Misconfigured, match="FITGLUE_ALLOWED_HOSTS"):
        open_store(wrong)
