"""What admins chose for the server, kept where every process finds it."""

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from fitglue.store.tables import ChoiceRow
from fitglue.store.transactions import Transactions

_KNOWN_FOR_S = 2.0  # what another process changes is noticed that soon


class Choices:
    """Keeps choices, and remembers them for a moment, for every page asks."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._lock = threading.Lock()
        self._known: Mapping[str, Any] = {}
        self._read_at = float("-inf")

    def all(self) -> Mapping[str, Any]:
        """Give every choice by its name."""
        with self._lock:
            if time.monotonic() - self._read_at > _KNOWN_FOR_S:
                self._known, self._read_at = self._read(), time.monotonic()
            return self._known

    def put(self, values: Mapping[str, Any]) -> None:
        """Keep some choices; None takes one back."""
        now = datetime.now(UTC)
        with self._transactions.writing("choose settings") as session:
            session.execute(delete(ChoiceRow).where(ChoiceRow.name.in_(list(values))))
            session.add_all([
                ChoiceRow(name=name, value={"is": value}, changed_at=now)
                for name, value in values.items() if value is not None
            ])  # fmt: skip
        with self._lock:
            self._read_at = float("-inf")

    def _read(self) -> Mapping[str, Any]:
        with self._transactions.reading() as session:
            return {row.name: row.value["is"] for row in session.scalars(select(ChoiceRow))}
