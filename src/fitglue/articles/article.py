"""An article: what it is about, in TOML between two lines of +++, and its text.

::

    +++
    title = "Virtual GPS"
    kind = "booster"
    summary = "Draws a route for an indoor activity."
    keywords = ["map", "treadmill"]
    rules = ["no-route"]        # what of `diagnosis` it explains first of all
    asked = 3                   # its place among what is asked most; left out: none
    old = ["virtual-route"]     # what it was once called under /help/
    +++
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fitglue.articles.markdown import Part, Section, parts_of, sections_of
from fitglue.domain.errors import Bug
from fitglue.domain.plugins import PluginKind

_FENCE = "+++\n"
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class Kind(StrEnum):
    """What an article is about."""

    TROUBLE = "trouble"
    GUIDE = "guide"
    SOURCE = "source"
    SERVICE = "service"
    TARGET = "target"
    BOOSTER = "booster"
    CONCEPT = "concept"

    @property
    def label(self) -> str:
        """Name it to a person."""
        return self.value.capitalize()

    @property
    def shelf(self) -> str:
        """Name the folder, which is a part of the address; nothing for what lies on top."""
        return "" if self in {Kind.TROUBLE, Kind.GUIDE} else f"{self.value}s"

    @property
    def plugin(self) -> PluginKind | None:
        """Give the kind of plugin that it is about, if it is about one."""
        return PluginKind(self.value) if self.value in set(PluginKind) else None


class Front(BaseModel):
    """What an article says of itself before its text; anything else there is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Words
    kind: Kind = Field(strict=False)
    summary: Words
    keywords: list[Words] = Field(min_length=1, max_length=20)
    rules: list[Words] = []
    asked: int | None = Field(default=None, ge=1)
    old: list[Words] = []


@dataclass(frozen=True)
class Article:
    """An article; `name` is that of its file."""

    name: str
    front: Front
    text: str

    @property
    def key(self) -> str:
        """Name it among all: "boosters/virtual_gps", "nothing-arrives"."""
        return f"{self.front.kind.shelf}/{self.name}".lstrip("/")

    @property
    def address(self) -> str:
        """Give where it is."""
        return f"/help/{self.key}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Cut it at its headings."""
        return sections_of(self.text)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Render it, with gaps for what is put in."""
        return parts_of(self.text)

    def under(self, *titles: str) -> str:
        """Give the text below some headings of the second level, with these headings."""
        kept, is_in = [], False
        for one in self.sections:
            is_in = one.title in titles if one.level <= 2 else is_in  # noqa: PLR2004 - ##
            if is_in:
                kept.append(f"{'#' * one.level} {one.title}\n\n{one.text}")
        return "\n\n".join(kept)

    @property
    def lead(self) -> str:
        """Give its first words: those under “Overview”, or those before the first heading."""
        return next((one.text for one in self.sections if one.text), self.front.summary)


def read_article(shelf: str, name: str, written: str) -> Article:
    """Read a file. Raises Bug for one that does not say properly what it is about."""
    start, head, text = [*written.split(_FENCE, 2), "", ""][:3]
    try:
        front = Front.model_validate(tomllib.loads(head))
    except (tomllib.TOMLDecodeError, ValidationError) as why:
        raise Bug(f"The article “{shelf}/{name}” does not say what it is about: {why}") from why
    if start or front.kind.shelf != shelf:
        raise Bug(f"The article “{shelf}/{name}” lies in the wrong folder.")
    return Article(name, front, text.strip())
