"""From the name that the app gives a workout to a sport and a place."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from fitglue.domain.sport import SPORTS, Sport, by_key
from fitglue.formats.health_auto_export import foreign_names, spoken_names

_LONGEST = 80


class Place(StrEnum):
    """Where a workout took place, as a word of its name or its location says."""

    OUTDOOR = "outdoor"
    INDOOR = "indoor"
    POOL = "pool"
    OPEN_WATER = "open_water"


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says; `None` is not said."""

    sport: Sport | None = None
    place: Place | None = None


def name_key(name: str) -> str:
    """Give a name for comparing: accents, capitals, underscores and kinds of spaces are all one.

    >>> name_key("Outdoor_Ausführen") == name_key("outdoor  ausfu\u0308hren")
    True
    """
    apart = unicodedata.normalize("NFKD", name[: 4 * _LONGEST].replace("\u2019", "'"))
    plain = "".join(_BARE.get(letter, letter) for letter in apart.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = unicodedata.normalize("NFKC", bare).replace("_", " ").replace("-", " ").split()
    return " ".join(words)[:_LONGEST]


_BARE = {"ø": "o", "ł": "l", "\u0131": "i", "æ": "ae", "đ": "d"}


def named(name: str, rules: Mapping[str, Sport]) -> Named:
    """Find what a name says: by a person's own rules, keyed by `name_key`, else by dictionary."""
    key = name_key(name)
    place = place_named(key)
    if key in rules:
        return Named(rules[key], place)
    return Named(_by_dictionary(key), place)


@lru_cache(maxsize=1_000)
def _by_dictionary(key: str) -> Sport | None:
    known = (_sports().get(part) for part in (key, *_without_place(key)))
    return next((sport for sport in known if sport is not None), None)


@lru_cache(maxsize=1_000)
def place_named(name: str) -> Place | None:
    """Find the place that a name or a location speaks of."""
    key = name_key(name)
    return next((place for words, place in _places() if _cut(key, words) is not None), None)


def _without_place(key: str) -> Iterator[str]:
    """Give what is left of a name without the words for its place, longest such words first."""
    for words, _ in _places():
        rest = _cut(key, words)
        if rest:
            yield rest
            yield from (again for word, _ in _places() if (again := _cut(rest, word)))


def _cut(key: str, words: str) -> str | None:
    """Cut words off the beginning or the end of a name; None when it has them at neither.

    Chinese and Japanese put no space between words.
    """
    if key == words:
        return ""
    gap = "" if _has_no_spaces(words) else " "
    if key.startswith(words + gap):
        return key[len(words) :].strip(" ,()")
    if key.endswith(gap + words):
        return key[: -len(words)].strip(" ,()")
    return key.replace(f"({words})", "").strip() if f"({words})" in key else None


def _has_no_spaces(words: str) -> bool:
    return not words.isascii() and unicodedata.east_asian_width(words[0]) == "W"


@cache
def _places() -> tuple[tuple[str, Place], ...]:
    said = (
        (spoken_names.OPEN_WATER, Place.OPEN_WATER), (spoken_names.POOL, Place.POOL),
        (spoken_names.INDOOR, Place.INDOOR), (spoken_names.OUTDOOR, Place.OUTDOOR),
    )  # fmt: skip
    found = {name_key(word): place for words, place in said for word in words}
    return tuple(sorted(found.items(), key=lambda entry: -len(entry[0])))


@cache
def _sports() -> Mapping[str, Sport]:
    found: dict[str, Sport] = {}
    for sport in SPORTS:
        spaced = sport.key.replace("_", " ")
        for name in (spaced, sport.label, sport.healthkit_name):
            found.setdefault(name_key(name), sport)
    for names in (spoken_names.ENGLISH, foreign_names.FOREIGN):
        for key, said in names.items():
            found |= {name_key(name): by_key(key) for name in said.split("|")}
    return found
