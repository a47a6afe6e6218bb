"""A person's pipelines."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fitglue.store.tables import PipelineRow
from fitglue.store.transactions import Transactions


class Pipelines:
    """Keeps pipelines."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(
        self,
        account_id: str,
        name: str,
        *,
        sources: Sequence[str],
        targets: Sequence[Mapping[str, Any]],
    ) -> str:
        """Keep a new pipeline, switched on, and give its id."""
        row = PipelineRow(
            id=str(uuid.uuid4()), account_id=account_id, name=name, sources=list(sources),
            boosters=[], targets=[dict(target) for target in targets], enabled=True,
            created_at=datetime.now(UTC),
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)
        return row.id
