"""Passwords, kept as Argon2id hashes with the parameters of RFC 9106 (argon2-cffi's default)."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()
# Each hash takes 64 MiB while it is made: a crowd at the door waits instead of filling the memory.
_two_at_once = BoundedSemaphore(2)


def hashed(password: str) -> str:
    """Hash a new password."""
    with _two_at_once:
        return _hasher.hash(password)


def matches(password: str, kept_hash: str) -> bool:
    """Check a password in the same time whether or not there is a hash to check against.

    Else the time of the answer would tell which addresses have an account.
    """
    try:
        with _two_at_once:
            _hasher.verify(kept_hash or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(kept_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")
