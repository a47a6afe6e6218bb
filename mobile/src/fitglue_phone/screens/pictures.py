"""Pictures of every page in every state, light and dark, at a phone's size.

python -m fitglue_phone.screens.pictures FOLDER

Needs toga-qt and PySide6-Essentials, and no display. What they show is the layout and the words as
Qt draws them: buttons and lines to type into are a phone's own there.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fitglue_phone.screens.scenes import scenes

#: The pages' own font, where the machine has it.
_FONTS = """<?xml version="1.0"?><fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern"><edit name="family" mode="prepend" binding="strong">
<string>Inter</string></edit></match></fontconfig>"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="a part of the names of those to draw")
    asked = parser.parse_args(arguments)
    os.environ["TOGA_BACKEND"] = "toga_qt"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as fonts:
        fonts.write(_FONTS)
        fonts.flush()
        os.environ["FONTCONFIG_FILE"] = fonts.name
        _app(asked.folder, asked.only).main_loop()
    return 0


def _end(code: int) -> None:
    """End without taking Qt's objects apart: PySide6 6.12 counts None down until Python stops."""
    sys.stdout.flush()
    os._exit(code)


def _app(folder: Path, only: str) -> Any:
    import toga  # noqa: PLC0415 - the backend is chosen before it is imported

    class Pictures(toga.App):
        def startup(self) -> None:
            from fitglue_phone.screens.drawn.app import PHONE  # noqa: PLC0415 - after toga

            self.main_window = toga.Window(title="FitGlue", size=PHONE)
            self.main_window.content = toga.Box()
            self.main_window.show()

        async def on_running(self) -> None:
            try:
                await _draw_all(self.main_window, folder, only)
            finally:
                self.exit()

    return Pictures("FitGlue pictures", "org.fitglue.pictures")


async def _draw_all(window: Any, folder: Path, only: str) -> None:
    from fitglue_phone.screens.drawn.look import DARK, LIGHT  # noqa: PLC0415 - after toga
    from fitglue_phone.screens.drawn.qt import calm  # noqa: PLC0415 - same

    for mode, look in (("light", LIGHT), ("dark", DARK)):
        calm(look)
        for name, page in scenes().items():
            if only in name:
                await _draw(window, look, page, folder / f"{name}-{mode}.png")


async def _draw(window: Any, look: Any, page: Any, file: Path) -> None:
    from fitglue_phone.screens.drawn.app import drawn  # noqa: PLC0415 - after toga

    window.content = drawn(page, look, window.size.width, lambda _: None, lambda *_: None)
    await asyncio.sleep(0.05)
    window._impl.container.native.grab().save(str(file))  # noqa: SLF001 - how Toga reaches Qt
    sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    _end(main())
