"""Which pages of the Showcase there are."""

from typing import Any, TypeVar

from sqlalchemy import Select, select

from fitglue.store.tables import AccountRow, ActivityRow, DeliveryRow, ShowcasePageRow

_Asked = TypeVar("_Asked", bound=Select[*tuple[Any, ...]])


def there(asked: _Asked) -> _Asked:
    """Ask for pages that are shown alone: not taken down, of an activity and a person still here.

    Whether whoever asks may see a page is not decided here.
    """
    return (
        asked.join(DeliveryRow, DeliveryRow.id == ShowcasePageRow.delivery_id)
        .join(ActivityRow, ActivityRow.id == DeliveryRow.activity_id)
        .where(
            ShowcasePageRow.withdrawn_at.is_(None),
            ShowcasePageRow.document_blob != "",
            ActivityRow.hidden_at.is_(None),
            ShowcasePageRow.account_id.in_(
                select(AccountRow.id).where(AccountRow.closed_at.is_(None))
            ),
        )
    )
