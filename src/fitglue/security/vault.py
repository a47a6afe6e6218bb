"""The vault: secrets of services, sealed before they reach the database.

A sealed text is AES-256-GCM (NIST SP 800-38D), with the name of its row as associated data, so
that no row opens with what belongs to another::

    0x01 │ id of the key, 8 bytes │ nonce, 12 bytes │ ciphertext, and its tag of 16 bytes

Nonces are random: that is good for 2³² texts under one key (SP 800-38D, 8.3).
"""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fitglue.domain.errors import Damaged, Misconfigured, NeedsUser
from fitglue.domain.secret import Secret
from fitglue.security.keys import ID_BYTES, Key, KeyRing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
#: How many bytes of a sealed text say which key it needs.
MARK_BYTES = len(_VERSION) + ID_BYTES
_NONCE_BYTES = 12
# Longer than any process has a text sealed and not yet written.
_SETTLED_S = 3.0


class SealedRows(Protocol):
    """Whatever keeps sealed texts."""

    def renew(self, renewed: Callable[[bytes, str], bytes]) -> int:
        """Put what `renewed` makes of each sealed text and its row's name; count the changed."""
        ...


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens texts; JSON is a text."""

    keys: KeyRing

    def seal(self, text: str, of: str) -> bytes:
        """Seal a text of the row named `of`. Raises Misconfigured."""
        return _sealed(self.keys.newest(), text, of)

    def open(self, sealed: bytes, of: str) -> Secret:
        """Give the text again.

        Raises NeedsUser when nothing is kept any more, Misconfigured when its key is not here,
        Damaged when it was changed or belongs to another row.
        """
        if not sealed:
            raise NeedsUser("What let FitGlue in is not kept any more.", "Press “Connect again”.")
        return _opened(self._key_of(sealed), sealed, of)

    def check(self, marks: Iterable[bytes]) -> None:
        """Raise Misconfigured when a key is not here that something is sealed under.

        `marks` are the first MARK_BYTES of sealed texts. Without any, the file is left unread; what
        the operator gave is looked at in any case.
        """
        needed = {_id_of(mark) for mark in marks if _is_ours(mark)}  # one damaged stops nobody
        known = {key.id for key in self.keys.all()} if needed or self.keys.is_given else set()
        if needed - known:
            raise self._missing(needed - known)

    def rotate(
        self, rows: SealedRows, settle: Callable[[], None] = lambda: time.sleep(_SETTLED_S)
    ) -> int:
        """Seal everything under a new key, forget the older ones, and count what was sealed anew.

        A server may go on: it finds the new key in the file. What it had sealed and not yet
        written when the new key came is found by a second look. Raises Misconfigured or Damaged,
        with all keys kept, when something cannot be opened; then it may be run again.
        """
        with self.keys.alone():
            if not self.keys.is_given:
                self.keys.put_new_first()
            number = rows.renew(self._renewed)
            settle()
            number += rows.renew(self._renewed)
            self.keys.drop_older()
        return number

    def is_lost(self, sealed: bytes, of: str) -> bool:
        """Tell whether no key opens a sealed text. Raises Misconfigured."""
        known = {key.id: key for key in self.keys.all()}
        key = known.get(_id_of(sealed)) if _is_ours(sealed) else None
        try:
            if key is not None:
                _opened(key, sealed, of)
        except Damaged:
            return True
        return key is None

    def _renewed(self, sealed: bytes, of: str) -> bytes:
        newest = self.keys.newest()
        if _id_of(sealed) == newest.id:
            return sealed
        return _sealed(newest, self.open(sealed, of).reveal(), of)

    def _key_of(self, sealed: bytes) -> Key:
        wanted = _id_of(sealed)
        for key in self.keys.all():
            if key.id == wanted:
                return key
        raise self._missing({wanted})

    def _missing(self, ids: set[bytes]) -> Misconfigured:
        names = ", ".join(sorted(one.hex() for one in ids))
        return Misconfigured(
            f"The connections' secrets are sealed under a key that is not here ({names}).",
            f"Put back {self.keys.file} from a backup, or set FITGLUE_SECRET_KEY to what it was. "
            "If it is lost, let everybody connect again: fitglue vault forget",
        )


def _sealed(key: Key, text: str, of: str) -> bytes:
    mark, nonce = _VERSION + key.id, secrets.token_bytes(_NONCE_BYTES)
    return mark + nonce + _cipher(key).encrypt(nonce, text.encode(), mark + of.encode())


def _opened(key: Key, sealed: bytes, of: str) -> Secret:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see _cipher

    mark, rest = sealed[:MARK_BYTES], sealed[MARK_BYTES:]
    nonce, packed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        return Secret(_cipher(key).decrypt(nonce, packed, mark + of.encode()).decode())
    except (InvalidTag, ValueError) as problem:  # a ValueError is a text cut short
        raise _damaged() from problem


def _cipher(key: Key) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 30 ms of a start

    return AESGCM(key.material)


def _id_of(sealed: bytes) -> bytes:
    if not _is_ours(sealed):
        raise _damaged()
    return bytes(sealed[len(_VERSION) : MARK_BYTES])


def _is_ours(sealed: bytes) -> bool:
    return len(sealed) >= MARK_BYTES and sealed.startswith(_VERSION)


def _damaged() -> Damaged:
    return Damaged(
        "The secret of a connection was changed, or belongs to another.", "Press “Connect again”."
    )
