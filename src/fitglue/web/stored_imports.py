"""Imports out of the store, as pages show them."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

from fitglue.domain.arrival import Skipped
from fitglue.store import Store
from fitglue.store.imports import CANCELLED
from fitglue.store.tables import ImportRow
from fitglue.web.lines import ImportLine, ImportState, Refusal


def import_lines(store: Store, person_id: str) -> tuple[ImportLine, ...]:
    """List a person's imports, newest first."""
    return tuple(_import_line(row) for row in store.imports.of_account(person_id))


def imports_mark(lines: Sequence[ImportLine]) -> str:
    """Name how imports stand; one that has gone on is another one."""
    told = [(one.id, one.state, round(one.share, 2), one.doing) for one in lines]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def import_line(store: Store, person_id: str, import_id: str) -> ImportLine | None:
    """Give one import as it stands now; another's is as absent as one that never was."""
    row = store.imports.get(import_id)
    return _import_line(row) if row is not None and row.account_id == person_id else None


def _import_line(row: ImportRow) -> ImportLine:
    result: Mapping[str, Any] = row.result
    return ImportLine(
        id=row.id,
        name=row.name,
        size_bytes=row.size_bytes,
        state=cast("ImportState", row.state),
        share=row.share,
        doing=row.doing,
        new=result.get("new", 0),
        changed=result.get("changed", 0),
        unchanged=result.get("unchanged", 0),
        refused=tuple(
            Refusal(one["file"], one["why"], one["next"]) for one in result.get("refused", ())
        ),
        warnings=tuple(result.get("warnings", ())),
        found=result.get("found", {}),
        skipped=tuple(Skipped(**one) for one in result.get("skipped", ())),
        created_at=row.created_at,
        finished_at=row.finished_at,
        stopping=row.state == CANCELLED and not row.result,
        sample=row.sample,
        took_s=result.get("took_s"),
        figures=result.get("figures", {}),
    )
