"""Files that are not an export of the Health app, told by their first bytes."""

import re

from fitglue.domain.errors import Damaged, NotAWorkout, Unreadable
from fitglue.formats.apple_export.advice import EXPORT_AGAIN, WHOLE_ZIP

_OURS = re.compile(rb"<(?:!DOCTYPE\s+)?HealthData[\s>]")
_CDA = re.compile(rb"<(?:\w+:)?ClinicalDocument[\s>]")
_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"^.{8}\.FIT", re.DOTALL), "a FIT file: one workout"),
    (re.compile(rb"<gpx[\s>]"), "a GPX file: one route"),
    (re.compile(rb"<TrainingCenterDatabase[\s>]"), "a TCX file: one workout"),
    (re.compile(rb"^\x1f\x8b"), "a gzip archive"),
    (re.compile(rb"^Rar!"), "a RAR archive"),
    (re.compile(rb"^7z\xbc\xaf"), "a 7-Zip archive"),
    (re.compile(rb"^%PDF"), "a PDF document"),
    (re.compile(rb"^\xff\xd8\xff|^\x89PNG"), "a picture"),
    (re.compile(rb"^SQLite format 3"), "a database"),
    (re.compile(rb"^\s*[{\[]"), "a JSON file"),
    (re.compile(rb"^\s*(?:<!DOCTYPE\s+)?<?html", re.IGNORECASE), "a web page"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DTD_ALONE = re.compile(rb"<!(?:ELEMENT|ATTLIST)\s+HealthData|HealthKit Export Version")


def is_health_data(head: bytes) -> bool:
    """Tell the data of an export by its beginning."""
    return _OURS.search(head) is not None


def is_of_an_export(head: bytes) -> bool:
    """Tell the data of an export, and what is left or made of it: only we can say what is wrong."""
    resaved = any("HealthData".encode(encoding) in head for encoding in ("utf-16-le", "utf-16-be"))
    return is_health_data(head) or is_cda(head) or resaved or _DTD_ALONE.search(head) is not None


def is_cda(head: bytes) -> bool:
    """Tell the clinical copy of the data, which every export holds as `export_cda.xml`."""
    return _CDA.search(head) is not None


def cda() -> NotAWorkout:
    """Refuse the clinical copy and name the right file."""
    return NotAWorkout(
        "This is the clinical copy of the health data (export_cda.xml), which has no workouts.",
        "Choose export.zip itself, or the other file in it, export.xml.",
    )


def kind_of(head: bytes) -> str:
    """Say what a file is that is none of ours: "a PDF document"; nothing when it is unknown."""
    return next((kind for pattern, kind in _KINDS if pattern.search(head)), "")


def refusal(head: bytes) -> Unreadable:
    """Say what a file is that is no export."""
    if is_cda(head):
        return cda()
    if head.startswith(_UTF_16):
        return Damaged("This file was saved again in another encoding (UTF-16).", EXPORT_AGAIN)
    if _DTD_ALONE.search(head):
        return Damaged("This file holds the description of an export but no data.", EXPORT_AGAIN)
    if kind := kind_of(head):
        return NotAWorkout(f"This is {kind}, not an export of the Health app.", WHOLE_ZIP)
    return NotAWorkout(
        "This file is neither the Health app's export.zip nor the export.xml in it.", WHOLE_ZIP
    )
