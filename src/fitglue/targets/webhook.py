"""Webhook: tells a program of every activity, with events signed as Standard Webhooks."""

from datetime import UTC, datetime

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.domain.standard_webhooks import Receiver, signed_ask
from fitglue.formats.webhook_events import telling
from fitglue.formats.webhook_events.telling import Event

ABOUT = About(
    id="webhook",
    kind=PluginKind.TARGET,
    name="Webhook",
    summary="Tells a program of yours of every activity.",
    description=(
        "Posts an event with the activity's figures and texts whenever it is delivered, changed or "
        "deleted. Events are JSON of less than 20 KB, signed as Standard Webhooks; the same event "
        "has the same id however often it is sent. They hold no positions and no samples."
    ),
    connection="webhook",
    abilities=frozenset({Ability.UPDATE, Ability.DELETE, Ability.KNOWS_AGAIN}),
)
_MARK = "fitglue-"


class Webhook:
    """Posts events; a receiver has no page of its own, so its host stands for the link."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Tell of an activity."""
        _post(telling.delivered(activity, tools.wanted_at), tools)
        return _receipt(activity, tools)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Tell how it is now."""
        del receipt
        _post(telling.updated(activity, tools.wanted_at), tools)
        return _receipt(activity, tools)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Find nothing: a receiver cannot be asked, and knows an event again by its id."""
        del activity, tools

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Tell that it is gone."""
        _post(telling.deleted(receipt.id.removeprefix(_MARK), tools.wanted_at), tools)


def _post(event: Event, tools: TargetTools) -> None:
    # The signature is of the moment of this try, the event of the moment that it tells of.
    ask = signed_ask(_receiver(tools), event.id, event.body, datetime.now(UTC))
    tools.connection.ask(ask)


def _receipt(activity: Activity, tools: TargetTools) -> Receipt:
    return Receipt(f"{_MARK}{activity.id}", _receiver(tools).origin)


def _receiver(tools: TargetTools) -> Receiver:
    return Receiver.model_validate(tools.connection.settings, from_attributes=True)


plugin = Webhook()
