"""What a page can be told while it is open: each topic, and how it is worked out."""

from collections.abc import Mapping
from datetime import UTC, datetime

from fitglue.web.export_view import export_view
from fitglue.web.home_view import home_mark
from fitglue.web.import_view import is_over
from fitglue.web.lines import Person
from fitglue.web.live import State, Topic
from fitglue.web.pages import Pages
from fitglue.web.question_view import questions_mark
from fitglue.web.stored_imports import import_line, import_lines, imports_mark


def _bell(pages: Pages, person: Person, _: str) -> State:
    count = str(pages.instance.store.notifications.count(person.id))
    return State(count, count)


def _activities(pages: Pages, person: Person, _: str) -> State:
    mark = pages.instance.store.activities.mark(person.id)
    return State(mark, mark)


def _home(pages: Pages, person: Person, _: str) -> State:
    mark = home_mark(pages.instance.store, person.id)
    return State(mark, mark)


def _questions(pages: Pages, person: Person, _: str) -> State:
    mark = questions_mark(pages.instance.store, person.id)
    return State(mark, mark)


def _import(pages: Pages, person: Person, import_id: str) -> State | None:
    line = import_line(pages.instance.store, person.id, import_id)
    if line is None:
        return None
    return State.of(
        pages.render("import_state.html", person=person, line=line, is_over=is_over(line))
    )


def _export(pages: Pages, person: Person, export_id: str) -> State | None:
    row = pages.instance.store.exports.get(export_id)
    if row is None or row.account_id != person.id:
        return None
    view = export_view(row, datetime.now(UTC))
    return State.of(pages.render("export_state.html", person=person, view=view))


def _imports(pages: Pages, person: Person, _: str) -> State:
    mark = imports_mark(import_lines(pages.instance.store, person.id))
    return State(mark, mark)


TOPICS: Mapping[str, Topic] = {
    "bell": _bell,
    "activities": _activities,
    "home": _home,
    "questions": _questions,
    "import": _import,
    "imports": _imports,
    "export": _export,
}
