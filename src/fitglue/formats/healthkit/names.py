"""Names of sources, however their apps and their owners spell them."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def spelled_nicely(name: str) -> str:
    """Give a source's name for a person: hard spaces become plain ones, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Give a source's name for comparing: spaces, quotes and case are all the same."""
    return spelled_nicely(name).replace("\u2019", "'").casefold()
