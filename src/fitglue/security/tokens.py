"""Secrets that we hand out; only their hashes are kept."""

import hashlib
import secrets

_MARK = "fg_"  # so that people and secret scanners see what it is
_SHOWN = len(_MARK) + 8


def new_token() -> str:
    """Make a secret of 256 bits, fit for a link or a cookie."""
    return secrets.token_urlsafe(32)


def new_personal_token() -> str:
    """Make a secret of 256 bits for a program, recognisable as ours."""
    return _MARK + secrets.token_urlsafe(32)


def beginning(token: str) -> str:
    """Give the part of a personal token by which its owner knows it again."""
    return token[:_SHOWN]


def token_hash(token: str) -> str:
    """Give the form of a token that may be kept. It needs no salt: it was random already."""
    return hashlib.sha256(token.encode()).hexdigest()
