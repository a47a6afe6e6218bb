"""The language of a page."""

import shutil
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest

from fitglue.testing.pseudo import PSEUDO, disguised
from fitglue.web.languages import ENGLISH, LOCALE, chosen, gettext, installed, ngettext, speaking


@pytest.mark.parametrize(
    ("own", "accepted", "tag"),
    [
        ("", "", "en"),
        ("", "de-AT,de;q=0.9", "en"),
        ("", "ar-EG,en;q=0.5", "ar-XB"),
        ("", "en;q=0.5,ar-xb;q=0.8", "ar-XB"),
        ("", "ar;q=0,en", "en"),
        ("en-xa", "ar", "en-XA"),
        ("fr", "ar", "ar-XB"),
        ("", "*;q=none,;;,ar", "ar-XB"),
        ("", "de," * 500, "en"),
    ],
)
def test_the_language_is_what_was_chosen_here_else_the_dearest_wish(
    own: str, accepted: str, tag: str
) -> None:
    assert chosen(PSEUDO, own, accepted).tag == tag


def test_english_is_always_there_and_needs_no_catalogue() -> None:
    assert installed()["en"] is ENGLISH
    assert gettext("Save") == "Save"
    assert [ngettext("%(num)s run", "%(num)s runs", number) for number in (1, 2)] == [
        "%(num)s run", "%(num)s runs",
    ]  # fmt: skip


def test_the_language_holds_while_it_is_spoken() -> None:
    with speaking(PSEUDO["en-XA"]):
        assert gettext("Save") == "[Šåṽé~]"
    assert gettext("Save") == "Save"


def test_a_language_from_right_to_left_says_so() -> None:
    assert PSEUDO["ar-XB"].direction == "rtl"
    assert PSEUDO["en-XA"].direction == "ltr"


def test_disguising_leaves_values_and_tags_as_they_are() -> None:
    assert disguised("<b>%(name)s</b> &amp; more").startswith("[<b>%(name)s</b> &amp; ɱöŕé")


def test_a_catalogue_in_the_folder_is_a_language(tmp_path: Path) -> None:
    frontend = pytest.importorskip("babel.messages.frontend")
    folder = tmp_path / "de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "fitglue.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '\nmsgid "English"\nmsgstr "Deutsch"\n\nmsgid "Save"\nmsgstr "Sichern"\n'
    )
    frontend.CommandLineInterface().run(
        ["pybabel", "--quiet", "compile", "--directory", str(tmp_path), "--domain", "fitglue"]
    )
    german = installed(tmp_path)["de"]
    assert german.name == "Deutsch"
    with speaking(german):
        assert gettext("Save") == "Sichern"


@pytest.mark.long
def test_the_template_of_catalogues_holds_every_marked_sentence(tmp_path: Path) -> None:
    """`bin/translate` writes it anew."""
    frontend = pytest.importorskip("babel.messages.frontend")
    fresh = tmp_path / "fitglue.pot"
    frontend.CommandLineInterface().run([
        "pybabel", "--quiet", "extract", "--keyword=marked", "--keyword=plural:2,3",
        f"--output-file={fresh}",
        f"--mapping-file={LOCALE / 'extract.cfg'}", str(LOCALE.parent),
    ])  # fmt: skip
    pofile = pytest.importorskip("babel.messages.pofile")
    kept, found = (_messages(pofile, path) for path in (LOCALE / "fitglue.pot", fresh))
    assert found == kept


def _messages(pofile: Any, path: Path) -> set[Any]:
    with path.open("rb") as file:
        return {message.id for message in pofile.read_po(file) if message.id}


def test_every_catalogue_is_compiled_from_its_sentences(tmp_path: Path) -> None:
    frontend = pytest.importorskip("babel.messages.frontend")
    for source in LOCALE.glob("*/LC_MESSAGES/fitglue.po"):
        copy = tmp_path / source.parts[-3] / "LC_MESSAGES"
        copy.mkdir(parents=True)
        shutil.copy(source, copy)
        frontend.CommandLineInterface().run(
            ["pybabel", "--quiet", "compile", "--directory", str(tmp_path), "--domain", "fitglue"]
        )
        fresh, kept = copy / "fitglue.mo", source.with_suffix(".mo")
        with fresh.open("rb") as one, kept.open("rb") as other:
            assert GNUTranslations(one).__dict__ == GNUTranslations(other).__dict__
