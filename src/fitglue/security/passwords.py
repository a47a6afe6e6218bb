"""Passwords, kept as Argon2id hashes with the parameters of RFC 9106 (argon2-cffi's default)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Hash a new password."""
    return _hasher.hash(password)


def matches(password: str, kept_hash: str) -> bool:
    """Check a password in the same time whether or not there is a hash to check against.

    Else the time of the answer would tell which addresses have an account.
    """
    try:
        _hasher.verify(kept_hash or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(kept_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")
