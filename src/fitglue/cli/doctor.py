"""`fitglue doctor`."""

import json
from dataclasses import asdict

import typer

from fitglue.config import Settings
from fitglue.doctor.finding import Finding, Verdict
from fitglue.doctor.kept import kept
from fitglue.doctor.machine import CHECKS
from fitglue.doctor.port import port

_MARKS = {Verdict.GOOD: "✓", Verdict.ODD: "!", Verdict.WRONG: "✗"}


def run_doctor(*, every_blob: bool, as_json: bool) -> int:
    """Print every finding and give the exit code: 1 when something is wrong."""
    settings = Settings()
    findings = [finding for check in (*CHECKS, port) for finding in check(settings)]
    findings += kept(settings, every_blob=every_blob)
    is_well = not any(one.verdict is Verdict.WRONG for one in findings)
    if as_json:
        plain = {"ok": is_well, "findings": [asdict(one) for one in findings]}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            _print(one)
    return 0 if is_well else 1


def _print(one: Finding) -> None:
    typer.echo(f"{_MARKS[one.verdict]} {one.about}: {one.sentence}")
    if one.next_step:
        typer.echo(f"    {one.next_step}")
