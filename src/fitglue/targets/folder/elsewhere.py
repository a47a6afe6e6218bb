"""Files at places beyond this machine: looked at before they are written.

::

    look ──► nothing there ─────► write it, if there is still nothing
        ├──► the same file ─────► done: it arrived before
        ├──► one of ours ───────► write over it, if it is still that one
        └──► somebody else's ───► Refused

What a receipt names is ours, and so is a file that FitGlue wrote of the same workout. Every request
may be sent again, and a lost answer costs no more than another look.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from fitglue.domain.activity import Activity
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.targets.folder.choosing import ElsewhereSettings, content_of, path_of

#: What marks a file as one that FitGlue wrote, and of which workout: who made it, and its start.
_HEADS = (
    re.compile(rb"\A.{8}\.FIT..(.{90})", re.DOTALL),  # the message file_id, with the longest names
    re.compile(rb'"urn:fitglue:activity:1"[^>]*? start="([^"]*)"'),  # of GPX
    re.compile(rb"<Id>([^<]*)</Id>.*<UnitId>(\d+)</UnitId>", re.DOTALL),  # of TCX
)
_NO_CONFLICT = "Rename or remove the file there, then press “Send again”."


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was found; `version` changes whenever it does, and is empty where none tells."""

    content: bytes
    version: str = ""


class Changed(Transient):
    """Somebody wrote there between a look and a write: look again."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The file was changed at {where} at the same moment.", retry_after_s=1.0)


class Place(Protocol):
    """Where files are kept, by paths with / between. All of it raises Delivery."""

    about: About

    def look(self, path: str, connection: Connection) -> Kept | None:
        """Give what is there."""
        ...

    def write(self, path: str, content: bytes, over: Kept | None, connection: Connection) -> None:
        """Write a file where there is none, or over the one given. Raises Changed."""
        ...

    def remove(self, path: str, connection: Connection) -> None:
        """Remove a file; what is not there is removed."""
        ...

    def link(self, path: str, connection: Connection) -> str:
        """Give what opens the file, or names it."""
        ...


class FilesElsewhere:
    """A target: a file per activity at a place; its path there is the receipt's id."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.about = place.about

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Write the activity's file, unless it is there."""
        return self._written(activity, tools, ours="")

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Write the file anew; one under an older name goes."""
        renewed = self._written(activity, tools, ours=receipt.id)
        if renewed.id != receipt.id:
            self.place.remove(_own(receipt.id), tools.connection)
        return renewed

    def _written(self, activity: Activity, tools: TargetTools, ours: str) -> Receipt:
        settings = _settings(tools)
        path, content = path_of(activity, settings), content_of(activity, settings)
        there = self.place.look(path, tools.connection)
        if there is not None and path != ours:
            self._check(there, content)
        if there is None or there.content != content:
            self.place.write(path, content, there, tools.connection)
        return self._receipt(path, tools)

    def _check(self, there: Kept, ours: bytes) -> None:
        if _is_of_same_workout(there.content, ours):
            return
        if not there.version:  # no file, but a page that stands in the way
            raise Transient(f"{self.about.name} answered something that cannot be read.")
        raise Refused(f"There is another file of this name at {self.about.name}.", _NO_CONFLICT)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look whether a file of this workout is there."""
        settings = _settings(tools)
        path = path_of(activity, settings)
        there = self.place.look(path, tools.connection)
        if there is None or not _is_of_same_workout(there.content, content_of(activity, settings)):
            return None
        return self._receipt(path, tools)

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Remove the file."""
        self.place.remove(_own(receipt.id), tools.connection)

    def _receipt(self, path: str, tools: TargetTools) -> Receipt:
        return Receipt(path, self.place.link(path, tools.connection))


def about_files(target_id: str, *, name: str, where: str) -> About:
    """Describe the target of a place, which has the id of its service.

    `where` is its name in a sentence.
    """
    return About(
        id=target_id,
        kind=PluginKind.TARGET,
        name=name,
        summary=f"Writes a FIT, GPX or TCX file for every activity {where}.",
        description=(
            f"Files go {where}. They are named by the activity's local date, time and title, and "
            "are replaced when the activity changes. A file that is not FitGlue's is never "
            "written over."
        ),
        settings=ElsewhereSettings,
        connection=target_id,
        abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE, Ability.KNOWS_AGAIN}),
    )


def _settings(tools: TargetTools) -> ElsewhereSettings:
    return ElsewhereSettings.model_validate(tools.settings.model_dump())


def _own(path: str) -> str:
    parts = path.split("/")
    if not all(parts) or {".", ".."} & set(parts):
        raise Refused("What was delivered is no file of this place.", "Remove it yourself.")
    return path


def _is_of_same_workout(there: bytes, ours: bytes) -> bool:
    if there == ours:
        return True
    heads = [(head.search(there), head.search(ours)) for head in _HEADS]
    return any(one and other and one.groups() == other.groups() for one, other in heads)
