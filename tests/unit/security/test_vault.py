"""The vault: what it seals opens again, for its own row and under its own key alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.errors import Damaged, Misconfigured, NeedsUser
from fitglue.domain.secret import Secret
from fitglue.security.keys import KeyRing
from fitglue.security.vault import MARK_BYTES, Vault

ONE, TWO = "one key of thirty-two characters", "two keys of thirty-three letters!"


def vault_of(*keys: str) -> Vault:
    return Vault(KeyRing(Secret(",".join(keys)), Path("/nowhere/secret.key")))


@settings(max_examples=50)
@given(st.text(), st.text(max_size=40))
def test_what_is_sealed_opens_again(text: str, of: str) -> None:
    sealed = vault_of(ONE).seal(text, of)
    assert vault_of(ONE).open(sealed, of) == Secret(text)
    assert len(sealed) == MARK_BYTES + 12 + len(text.encode()) + 16


@settings(max_examples=50)
@given(st.text(min_size=1), st.data())
def test_a_changed_or_shortened_text_opens_nothing(text: str, data: st.DataObject) -> None:
    sealed = vault_of(ONE).seal(text, "connections/1")
    at = data.draw(st.integers(MARK_BYTES, len(sealed) - 1))
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    for other in (changed, sealed[:at]):
        with pytest.raises(Damaged):
            vault_of(ONE).open(other, "connections/1")


def test_one_damaged_text_does_not_stop_a_start() -> None:
    vault_of(ONE).check([b"plain", vault_of(ONE).seal("a token", "of")[:MARK_BYTES]])


@pytest.mark.parametrize("nonsense", [b"\x01", b"plain text", b"\x02" + bytes(40)])
def test_what_is_no_sealed_text_opens_nothing(nonsense: bytes) -> None:
    with pytest.raises(Damaged):
        vault_of(ONE).open(nonsense, "connections/1")


def test_no_row_opens_with_what_belongs_to_another() -> None:
    sealed = vault_of(ONE).seal("a token", "connections/1")
    with pytest.raises(Damaged):
        vault_of(ONE).open(sealed, "connections/2")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    vault = vault_of(ONE)
    assert vault.seal("a token", "of") != vault.seal("a token", "of")
    assert b"a token" not in vault.seal("a token", "of")


def test_older_keys_open_and_the_newest_seals() -> None:
    old = vault_of(ONE).seal("a token", "of")
    both = vault_of(TWO, ONE)
    assert both.open(old, "of") == Secret("a token")
    new = both.seal("a token", "of")
    assert vault_of(TWO).open(new, "of") == Secret("a token")
    assert not vault_of(TWO).is_lost(new, "of")
    assert vault_of(TWO).is_lost(old, "of")
    assert both.is_lost(new, "of another")
    assert both.is_lost(b"plain text", "of")


def test_a_missing_key_is_said_with_what_to_do() -> None:
    sealed = vault_of(ONE).seal("a token", "of")
    for told in (
        lambda: vault_of(TWO).open(sealed, "of"),
        lambda: vault_of(TWO).check([sealed[:MARK_BYTES]]),
        lambda: vault_of().check([sealed[:MARK_BYTES]]),
    ):
        with pytest.raises(Misconfigured) as missing:
            told()
        assert sealed[1:MARK_BYTES].hex() in missing.value.sentence
        assert "FITGLUE_SECRET_KEY" in missing.value.next_step
        assert "secret.key" in missing.value.next_step
        assert "fitglue vault forget" in missing.value.next_step
    vault_of(TWO, ONE).check([sealed[:MARK_BYTES]])


def test_nothing_kept_needs_its_owner() -> None:
    with pytest.raises(NeedsUser):
        vault_of(ONE).open(b"", "of")


def test_nothing_prints_a_key() -> None:
    vault = vault_of(ONE)
    assert ONE not in repr(vault)
    assert ONE not in repr(vault.keys.all())
