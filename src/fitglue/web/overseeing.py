"""What the pages for admins share: who acts, the ways between them, and words for numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from fitglue.admin.overseer import Overseer
from fitglue.admin.upkeep import TaskKind, is_under_way
from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError
from fitglue.people.visitor import visit_of
from fitglue.store.tables import TaskRow
from fitglue.web.forms import on_to
from fitglue.web.languages import marked
from fitglue.web.lines import Person
from fitglue.web.pages import AnAdmin, Pages, ThePages

_TABS = (
    ("/admin", marked("Overview")),
    ("/people", marked("People")),
    ("/admin/jobs", marked("Jobs")),
    ("/admin/storage", marked("Storage")),
    ("/admin/backups", marked("Backups")),
    ("/people/log", marked("Log")),
    ("/admin/settings", marked("Settings")),
    ("/admin/keys", marked("Keys")),
)
_PLANS = ("/admin/plans", marked("Plans"))


def tabs(*, has_plans: bool) -> tuple[tuple[str, str], ...]:
    """Name the pages for admins; that of plans only where there are any."""
    return (*_TABS[:2], _PLANS, *_TABS[2:]) if has_plans else _TABS


@dataclass(frozen=True, slots=True)
class Office:
    """An admin who asks for a page, and what answers it."""

    request: Request
    pages: Pages
    person: Person

    @property
    def overseer(self) -> Overseer:
        """Give who acts."""
        return Overseer(self.pages.instance, self.person.id, visit_of(self.request))

    def show(self, template: str, *, error: FitGlueError | None = None, **context: Any) -> Response:
        """Show a page."""
        has_plans = self.pages.instance.current.plans
        return self.pages.show(
            self.request, template, person=self.person, error=error,
            status=status_of(error) if error else 200, tabs=tabs(has_plans=has_plans), **context,
        )  # fmt: skip

    def act(
        self, act: Callable[[], object], back: str, again: Callable[[FitGlueError], Response]
    ) -> Response:
        """Do something and lead back; where it cannot be done, show the page with why."""
        try:
            act()
        except FitGlueError as error:
            return again(error)
        return on_to(back)

    def task(self, kind: TaskKind) -> TaskRow | None:
        """Give the task of a kind that goes on now."""
        rows = self.pages.instance.store.server_tasks.of_kind(kind, 3)
        return next((row for row in rows if is_under_way(row)), None)


def _office(request: Request, pages: ThePages, person: AnAdmin) -> Office:
    return Office(request, pages, person)


TheOffice = Annotated[Office, Depends(_office)]
