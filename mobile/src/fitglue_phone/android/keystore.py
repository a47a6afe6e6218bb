"""Secrets in a file, sealed by a key that Android's keystore makes and never gives away.

The key stays on this device, and the file is in a folder that no backup takes along; if either is
restored without the other, there is no secret, and the phone pairs anew.
"""

import json
from pathlib import Path
from typing import Any, Final

from fitglue_phone.android.files import write_whole
from fitglue_phone.android.framework import THROWABLE, Class, texts
from fitglue_phone.core.ports import Locked

_KEY_STORE = Class("java.security.KeyStore")
_GENERATOR = Class("javax.crypto.KeyGenerator")
_CIPHER = Class("javax.crypto.Cipher")
_SPEC = Class("javax.crypto.spec.GCMParameterSpec")
_PURPOSES = Class("android.security.keystore.KeyProperties")
_ABOUT_KEY = Class("android.security.keystore.KeyGenParameterSpec$Builder")
_USERS = Class("android.os.UserManager")

_PROVIDER: Final = "AndroidKeyStore"
_ALIAS: Final = "fitglue"
_SEALED: Final = "AES/GCM/NoPadding"
_TAG_BITS, _NONCE_BYTES = 128, 12


class SealedSecrets:
    """Implements `Keychain`. Before the first unlock nothing can be read: it raises Locked."""

    def __init__(self, context: Any, folder: Path) -> None:
        self._context = context
        self._file = folder / "secrets"

    def get(self, name: str) -> str | None:
        """Give a secret. Raises Locked before the first unlock."""
        return self._opened().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret durably, in the place of an earlier one. Raises Locked."""
        self._seal(self._opened() | {name: value})

    def forget(self, name: str) -> None:
        """Forget a secret, if there is one. Raises Locked."""
        secrets = self._opened()
        if secrets.pop(name, None) is not None:
            self._seal(secrets)

    def _opened(self) -> dict[str, str]:
        """Give all secrets; none, where this key did not seal them."""
        self._check_unlocked()
        key = _key()
        if key is None or not self._file.exists():
            return {}
        sealed = self._file.read_bytes()
        cipher = _CIPHER.getInstance(_SEALED)
        try:
            cipher.init(_CIPHER.DECRYPT_MODE, key, _SPEC(_TAG_BITS, sealed[:_NONCE_BYTES]))
            told = bytes(cipher.doFinal(sealed[_NONCE_BYTES:]))
        except THROWABLE.itself:  # AEADBadTagException, or a key that is gone for good
            return {}
        secrets: dict[str, str] = json.loads(told)
        return secrets

    def _seal(self, secrets: dict[str, str]) -> None:
        cipher = _CIPHER.getInstance(_SEALED)
        cipher.init(_CIPHER.ENCRYPT_MODE, _key() or _new_key())
        sealed = bytes(cipher.doFinal(json.dumps(secrets).encode()))
        write_whole(self._file, bytes(cipher.getIV()) + sealed)

    def _check_unlocked(self) -> None:
        if not self._context.getSystemService(_USERS.itself).isUserUnlocked():
            raise Locked("The phone was not unlocked yet since it started.")


def _key() -> Any:
    store = _KEY_STORE.getInstance(_PROVIDER)
    store.load(None)
    return store.getKey(_ALIAS, None)


def _new_key() -> Any:
    purposes = _PURPOSES.PURPOSE_ENCRYPT | _PURPOSES.PURPOSE_DECRYPT
    about = (
        _ABOUT_KEY(_ALIAS, purposes)
        .setBlockModes(texts(_PURPOSES.BLOCK_MODE_GCM))
        .setEncryptionPaddings(texts(_PURPOSES.ENCRYPTION_PADDING_NONE))
        .setKeySize(256)
        .build()
    )
    generator = _GENERATOR.getInstance(_PURPOSES.KEY_ALGORITHM_AES, _PROVIDER)
    generator.init(about)
    return generator.generateKey()
