"""Secrets that we hand out; only their hashes are kept."""

import hashlib
import secrets


def new_token() -> str:
    """Make a secret of 256 bits, fit for a link or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give the form of a token that may be kept. It needs no salt: it was random already."""
    return hashlib.sha256(token.encode()).hexdigest()
