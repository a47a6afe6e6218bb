"""The pages as widgets, on Toga's dummy backend: what is said is drawn, what is drawn does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

os.environ["TOGA_BACKEND"] = "toga_dummy"
_WITHOUT = "the drawn pages are tested with toga-core and toga-dummy: pip install toga-dummy"
toga: Any = pytest.importorskip("toga", reason=_WITHOUT)
pytest.importorskip("toga_dummy", reason=_WITHOUT)

from fitglue_phone.screens.around import Around  # noqa: E402 - the backend is chosen before
from fitglue_phone.screens.choosing import ChosenFile  # noqa: E402 - same
from fitglue_phone.screens.drawn import look  # noqa: E402 - same
from fitglue_phone.screens.drawn.app import Shell, drawn  # noqa: E402 - same
from fitglue_phone.screens.drawn.wrapping import lines  # noqa: E402 - same
from fitglue_phone.screens.page import Field, Page, Press, buttons, sentences  # noqa: E402 - same
from fitglue_phone.screens.scenes import scenes  # noqa: E402 - same
from fitglue_phone.simulated import a_life  # noqa: E402 - same
from fitglue_phone.simulated.phone import AUTUMN_S, CODE  # noqa: E402 - same

SCENES = scenes()


@pytest.fixture(autouse=True)
def app() -> Iterator[Any]:
    """Give an app, without which Toga draws nothing; its loop is closed behind it."""
    made = toga.App("Pages", "org.example.pages")
    yield made
    made._impl.loop.close()  # noqa: SLF001 - how Toga reaches its backend


def every(widget: Any) -> Iterator[Any]:
    yield widget
    for child in [*(widget.children or []), *([widget.content] if _scrolls(widget) else [])]:
        yield from every(child)


def _scrolls(widget: Any) -> bool:
    return isinstance(widget, toga.ScrollContainer)


def nothing(*_: object) -> None:
    pass


@pytest.mark.parametrize("colors", [look.LIGHT, look.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("page", SCENES.values(), ids=SCENES)
def test_all_that_a_page_says_is_drawn_and_all_its_buttons(page: Page, colors: look.Look) -> None:
    widgets = list(every(drawn(page, colors, 390, nothing, nothing)))
    written = (toga.Label, toga.MultilineTextInput)
    texts = [getattr(one, "text", None) or one.value for one in widgets if isinstance(one, written)]
    whole = _joined("".join(texts))
    for sentence in sentences(page):
        assert _joined(sentence) in whole, sentence
    labels = [one.text for one in widgets if isinstance(one, toga.Button)]
    for button in buttons(page):
        assert button.label in labels


def _joined(text: str) -> str:
    return "".join(text.split())


def test_a_press_is_told() -> None:
    pressed: list[Press] = []
    widgets = every(drawn(SCENES["pair"], look.LIGHT, 390, pressed.append, nothing))
    next(one for one in widgets if getattr(one, "text", "") == "Pair").on_press()
    assert pressed == [buttons(SCENES["pair"])[0].press]


def test_what_is_typed_is_told() -> None:
    typed: list[tuple[str, str]] = []
    page = SCENES["pair"]
    widgets = every(drawn(page, look.LIGHT, 390, nothing, lambda *one: typed.append(one)))
    inputs = [one for one in widgets if isinstance(one, toga.TextInput)]
    assert len(inputs) == sum(isinstance(one, Field) for one in page.blocks)
    inputs[1].value = CODE
    assert typed == [("code", CODE)]


def test_a_password_is_not_shown() -> None:
    widgets = every(drawn(SCENES["sign-in"], look.LIGHT, 390, nothing, nothing))
    assert any(isinstance(one, toga.PasswordInput) for one in widgets)


@pytest.mark.parametrize(
    ("text", "told"),
    [("one two three", "one two\nthree"), ("", ""), ("a\nb", "a\nb"),
     ("see https://fitglue.example", "see\nhttps://\nfitglue.\nexample"), ("exactly", "exactly")],
)  # fmt: skip
def test_lines_are_broken_between_words_and_long_words_within(text: str, told: str) -> None:
    assert lines(text, 8, lambda one: float(len(one))) == told


def test_no_line_is_wider_than_the_page() -> None:
    for page in SCENES.values():
        for one in every(drawn(page, look.LIGHT, 1390, nothing, nothing)):
            if isinstance(one, toga.Label):
                assert max(len(line) for line in one.text.split("\n")) <= 1390 // 10


def _contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                  for part in parts]  # fmt: skip
        return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722),
                                                       strict=True))  # fmt: skip

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colors", [look.LIGHT, look.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_what_they_stand_on(colors: look.Look) -> None:
    pairs = [
        (colors.ink, colors.paper), (colors.soft, colors.paper), (colors.soft, colors.card),
        (colors.glue, colors.glue_wash), (colors.on_glue, colors.glue),
        (colors.warn, colors.warn_wash), (colors.ink, colors.warn_wash), (colors.glue, colors.card),
    ]  # fmt: skip
    for one, other in pairs:
        assert _contrast(one, other) >= 4.5, (one, other)


def test_the_app_starts_pairs_and_shows_what_happened(
    make_phone: Callable[..., Any], tmp_path: Path
) -> None:
    phone = make_phone(a_life(3, AUTUMN_S, minutes=3))
    started: list[bool] = []
    around = Around(nothing, nothing, nothing)
    shell = Shell(
        phone.app, around, ChosenFile(tmp_path / "chosen.json"), lambda: started.append(True)
    )
    assert started == [True]
    shell.settles()
    shell.walk.opens(f"fitglue://pair?server=https%3A%2F%2Ffitglue.example&code={CODE}")
    shell.settles()
    pair = [one for one in every(shell.main_window.content) if getattr(one, "text", "") == "Pair"]
    pair[0].on_press()
    shell.settles()
    texts = [one.text for one in every(shell.main_window.content) if isinstance(one, toga.Label)]
    assert "What FitGlue reads" in " ".join(texts).replace("\n", " ")
    shell._impl.loop.close()  # noqa: SLF001 - how Toga reaches its backend


def test_pictures_are_made_without_a_display(tmp_path: Path) -> None:
    for needed in ("toga_qt", "PySide6"):
        if find_spec(needed) is None:
            pytest.skip(f"pictures need {needed}: pip install toga-qt PySide6-Essentials")
    command = [sys.executable, "-m", "fitglue_phone.screens.pictures", str(tmp_path)]
    source = str(Path(look.__file__).parents[3])
    paths = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    made = subprocess.run(
        [*command, "--only", "history-running"], env={**os.environ, "PYTHONPATH": paths},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"history-running-light.png", "history-running-dark.png"}
