"""The app in a window, on simulated Health: for development and demonstrations."""

import argparse
import time
import webbrowser
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fitglue_phone.desktop.running import engine_of
from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the window is closed."""
    shell_of(_parser().parse_args(arguments)).main_loop()
    return 0


def shell_of(asked: argparse.Namespace) -> Any:
    """Make the app with the engine of a desktop. Sharing writes a file beside the queue."""
    from fitglue_phone.screens.drawn.app import Shell  # noqa: PLC0415 - a window needs Toga

    engine = engine_of(asked)
    around = Around(
        open_address=webbrowser.open,
        open_settings=lambda: None,  # a desktop has no switches for us
        ask_health=lambda: None,  # simulated Health asks nobody
        share=(asked.folder / "report.txt").write_text,
    )

    def starts() -> None:
        engine.start()
        if find_spec("PySide6"):  # another desktop has a look of its own
            _calm()

    shell = Shell(engine, around, ChosenFile(asked.folder / "chosen.json"), starts)
    if asked.link:
        shell.walk.opens(asked.link)
    return shell


def _calm() -> None:
    from PySide6.QtCore import Qt  # noqa: PLC0415 - there on a desktop with Qt alone
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - same

    from fitglue_phone.screens.drawn.look import DARK, LIGHT  # noqa: PLC0415 - same
    from fitglue_phone.screens.drawn.qt import calm  # noqa: PLC0415 - same

    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    calm(DARK if is_dark else LIGHT)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fitglue_phone", description=__doc__)
    add = parser.add_argument
    add("--folder", type=Path, default=Path("fitglue-phone"), help="where the queue is kept")
    add("--link", default="", help="what the QR code says, shown before it pairs")
    add("--name", default="A simulated phone")
    add("--workouts", type=int, default=60)
    add("--minutes", type=float, default=30.0, help="of a workout, about")
    add("--seed", type=int, default=1)
    add("--late", action=argparse.BooleanOptionalAction, default=True, help="parts come late")
    parser.set_defaults(until=time.time())
    return parser
