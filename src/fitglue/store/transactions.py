"""Sessions that read, and sessions that write."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, Executable, Row
from sqlalchemy.orm import Session

from fitglue.store.one_writer import turn_of


class Transactions:
    """Opens a short session for every question and every change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(read_only=True)
        self._turn = turn_of(engine)
        self._open: ContextVar[Session | None] = ContextVar("open", default=None)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Give a consistent view that takes no lock; inside another reading, the same view."""
        if (outer := self._open.get()) is not None:
            yield outer
            return
        with Session(self._reader) as session:
            token = self._open.set(session)
            try:
                yield session
            finally:
                self._open.reset(token)

    def ask(self, question: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
        """Give the first row that answers a question, alone: a session costs more than to ask."""
        with self._reader.connect() as connection:
            return connection.execute(question, values).first()

    @contextmanager
    def writing(self, purpose: str = "") -> Generator[Session]:
        """Commit at the end, durably; roll back on any exception.

        `purpose` stands in the session's `info`, for whoever watches commits.
        """
        info = {"purpose": purpose}
        new = Session(self._engine, expire_on_commit=False, info=info)
        with self._turn(), new as session, session.begin():
            yield session
