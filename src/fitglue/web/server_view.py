"""The health of a server as its page shows it: each finding with a button or a command."""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.doctor.finding import Finding, Verdict
from fitglue.web.languages import gettext, marked

_WAYS: Mapping[str, tuple[str, str]] = {
    "backup": (marked("Backups"), "/admin/backups"),
    "blobs": (marked("Storage"), "/admin/storage"),
    "database": (marked("Backups"), "/admin/backups"),
    "deliveries": (marked("Jobs"), "/admin/jobs"),
    "disk": (marked("Storage"), "/admin/storage"),
    "imports": (marked("Jobs"), "/admin/jobs"),
    "jobs": (marked("Jobs"), "/admin/jobs?state=failed"),
    "keys": (marked("Keys"), "/admin/keys"),
    "mail": (marked("Settings"), "/admin/settings"),
    "people": (marked("People"), "/people"),
    "time zones": (marked("Settings"), "/admin/settings"),
    "worker": (marked("Jobs"), "/admin/jobs"),
}
_TONES = {Verdict.GOOD: "ok", Verdict.ODD: "", Verdict.WRONG: "warn"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding: `way` is where its button leads, with its word; both empty where there is none."""

    about: str
    sentence: str
    next_step: str
    command: str
    tone: str
    word: str
    way: str


def finding_line(one: Finding) -> FindingLine:
    """Show a finding."""
    word, way = _WAYS.get(one.about, ("", ""))
    if not way and one.about.startswith(("phone", "pipelines")):
        word, way = gettext("People"), "/people"
    step, command = _split(one.next_step)
    about = one.about[:1].upper() + one.about[1:]
    return FindingLine(about, one.sentence, step, command, _TONES[one.verdict], gettext(word), way)


def _split(step: str) -> tuple[str, str]:
    """Part what is to be done from the command that does it."""
    said, colon, command = step.partition(": ")
    if colon and command.startswith(("fitglue ", "chmod ", "chown ")):
        return f"{said}:", command
    return ("", step) if step.startswith("fitglue ") else (step, "")
