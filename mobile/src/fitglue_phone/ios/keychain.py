"""Secrets in iOS's keychain: of this device only, and readable after the first unlock.

A background wake on a locked phone needs the token, so "when unlocked" would be too strict; and a
backup restored to another phone must not bring it, as that phone pairs anew.
"""

from collections.abc import Iterable
from ctypes import byref, c_int32, c_void_p
from typing import Final

from fitglue_phone.core.ports import Locked
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import Function, Symbol
from fitglue_phone.ios.objc import Held, pool

_ADD = Function("Security", "SecItemAdd", c_int32, (c_void_p, c_void_p))
_COPY = Function("Security", "SecItemCopyMatching", c_int32, (c_void_p, c_void_p))
_UPDATE = Function("Security", "SecItemUpdate", c_int32, (c_void_p, c_void_p))
_DELETE = Function("Security", "SecItemDelete", c_int32, (c_void_p,))
_CLASS = Symbol("Security", "kSecClass")
_PASSWORD = Symbol("Security", "kSecClassGenericPassword")
_SERVICE = Symbol("Security", "kSecAttrService")
_ACCOUNT = Symbol("Security", "kSecAttrAccount")
_VALUE = Symbol("Security", "kSecValueData")
_RETURN = Symbol("Security", "kSecReturnData")
_ACCESSIBLE = Symbol("Security", "kSecAttrAccessible")
_AFTER_FIRST_UNLOCK = Symbol("Security", "kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly")

# Security/SecBase.h
_DUPLICATE: Final = -25299
_NOT_FOUND: Final = -25300
_INTERACTION_NOT_ALLOWED: Final = -25308


class KeychainRefused(Exception):
    """The keychain answered with a status that says nothing a person could act on."""


class SecItems:
    """Implements `Keychain`: generic passwords under one service."""

    def __init__(self, service: str = "app.fitglue.phone") -> None:
        self._service = service

    def get(self, name: str) -> str | None:
        """Give a secret. Raises Locked before the first unlock."""
        with pool():
            asked = self._query(name, [(_RETURN, foundation.ns_value(value=True))])
            found = c_void_p()
            status = _COPY(asked, byref(found))
            if status == _NOT_FOUND:
                return None
            _check(status)
            data = Held(found.value or 0, owned=True)
            return foundation.content(data.pointer).decode()

    def put(self, name: str, value: str) -> None:
        """Keep a secret, in the place of an earlier one. Raises Locked."""
        with pool():
            kept = [
                (_VALUE, foundation.ns_data(value.encode())),
                (_ACCESSIBLE, _AFTER_FIRST_UNLOCK.value),
            ]
            status = _ADD(self._query(name, kept), None)
            if status == _DUPLICATE:
                status = _UPDATE(self._query(name), _dictionary(kept))
            _check(status)

    def forget(self, name: str) -> None:
        """Forget a secret, if there is one. Raises Locked."""
        with pool():
            status = _DELETE(self._query(name))
            if status != _NOT_FOUND:
                _check(status)

    def _query(self, name: str, more: Iterable[tuple[Symbol, int]] = ()) -> int:
        return _dictionary(
            [
                (_CLASS, _PASSWORD.value),
                (_SERVICE, foundation.ns_text(self._service)),
                (_ACCOUNT, foundation.ns_text(name)),
                *more,
            ]
        )


def _dictionary(values: Iterable[tuple[Symbol, int]]) -> int:
    return foundation.ns_dictionary((key.value, value) for key, value in values)


def _check(status: int) -> None:
    if status == _INTERACTION_NOT_ALLOWED:
        raise Locked
    if status:
        raise KeychainRefused(f"The keychain answered with status {status}.")
