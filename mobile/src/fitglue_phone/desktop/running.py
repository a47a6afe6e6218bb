"""The app without a screen: pairs if it has to, and syncs until everything was sent."""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from fitglue_phone.core.diagnosis import findings
from fitglue_phone.core.engine import Engine
from fitglue_phone.core.pairing import NotPaired, invitation_of, invited
from fitglue_phone.core.ports import Ports
from fitglue_phone.core.state import State
from fitglue_phone.desktop.machine import Desktop, FileKeychain, LoopScheduler, SystemClock
from fitglue_phone.desktop.uploading import UrllibUploader
from fitglue_phone.simulated import SimulatedHealth, a_life
from fitglue_phone.simulated.metrics import SimulatedMetrics
from fitglue_phone.simulated.writing import SimulatedWriting

_PATIENCE_S = 600.0
_LONGEST_PAUSE_S = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and give 0 when everything was sent and acknowledged."""
    asked = _parser().parse_args(arguments)
    engine = engine_of(asked)
    engine.start()
    try:
        if not _is_paired(engine, asked):
            return 2
        engine.send_history()
        state = _synced(engine, asked.patience)
    finally:
        engine.close()
    _say(state)
    return 0 if state.is_up_to_date and not state.refused else 1


def engine_of(asked: argparse.Namespace) -> Engine:
    """Make the engine of a desktop with simulated Health."""
    clock = SystemClock()
    life = a_life(asked.workouts, asked.until, asked.seed, minutes=asked.minutes, late=asked.late)
    health = SimulatedHealth(life, clock)
    ports = Ports(
        health=health,
        uploader=UrllibUploader(),
        scheduler=LoopScheduler(),
        keychain=FileKeychain(asked.folder / "keychain.json"),
        clock=clock,
        phone=Desktop(asked.name),
        metrics=SimulatedMetrics(clock, days=asked.workouts, until_s=asked.until),
        writer=SimulatedWriting(health, asked.folder / "written.json"),
    )
    return Engine(ports, asked.folder, random.Random(asked.seed))  # noqa: S311 - no secret


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fitglue_phone", description=__doc__)
    add = parser.add_argument
    add("--simulated", action="store_true", required=True, help="there is no other Health here")
    add("--folder", type=Path, default=Path("fitglue-phone"), help="where the queue is kept")
    add("--server", default="", help="the server's address")
    add("--code", default="", help="the code of its page, or what the QR code says")
    add("--name", default="A simulated phone")
    add("--workouts", type=int, default=30)
    add("--minutes", type=float, default=30.0, help="of a workout, about")
    add("--seed", type=int, default=1)
    add("--late", action=argparse.BooleanOptionalAction, default=True, help="parts come late")
    add("--until", type=_moment, default=time.time(), help="a day, or Unix seconds")
    add("--patience", type=float, default=_PATIENCE_S, help="seconds")
    return parser


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if "-" in text else float(text)


def _is_paired(engine: Engine, asked: argparse.Namespace) -> bool:
    if engine.state().is_paired:
        return True
    try:
        is_link = asked.code.startswith("fitglue:")
        engine.pair(invitation_of(asked.code) if is_link else invited(asked.server, asked.code))
    except NotPaired as problem:
        _out(f"{problem.sentence} {problem.next_step}", sys.stderr)
        return False
    return True


def _synced(engine: Engine, patience_s: float) -> State:
    """Wake until nothing is left, or patience is."""
    end_s = time.monotonic() + patience_s
    while True:
        engine.wake()
        state = engine.state()
        if state.is_up_to_date or not state.is_let_in or time.monotonic() >= end_s:
            return state
        time.sleep(min(max((state.next_try_s or 0.0) - time.time(), 0.05), _LONGEST_PAUSE_S))


def _say(state: State) -> None:
    for finding in findings(state, time.time()):
        _out(finding.sentence)


def _out(sentence: str, where: TextIO = sys.stdout) -> None:
    where.write(f"{sentence}\n")
