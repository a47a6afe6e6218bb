"""How often a service was asked, against what it allows, in words."""

from fitglue import registry
from fitglue.domain.pace import Window
from fitglue.domain.plugins import PluginKind
from fitglue.store import Store
from fitglue.store.connections import windows_of
from fitglue.store.tables import ConnectionRow
from fitglue.web.languages import gettext, marked
from fitglue.web.words import listed

_NAMES = {
    60: "minute", 900: marked("quarter of an hour"), 3600: "hour", 86_400: "day", 604_800: "week",
    2_592_000: "month",
}  # fmt: skip


def calls_told(store: Store, row: ConnectionRow) -> str:
    """Say how many calls of each window are used: "12 of 1,000 in the last day"; empty: none."""
    service = registry.of_kind(PluginKind.SERVICE).get(row.service)
    windows = windows_of(row) or (service.about.pace if service is not None else ())
    with store.transactions.reading() as session:
        used = [(window, len(store.pace.calls(session, row.budget, window))) for window in windows]
    if not any(number for _, number in used):
        return ""
    return gettext(
        "Calls: %(names)s", names=listed([_told(window, number) for window, number in used])
    )


def _told(window: Window, number: int) -> str:
    of = f" ({window.of.replace('_', ' ')})" if window.of else ""
    return gettext(
        "%(number)s of %(calls)s in the last %(period)s%(of)s",
        number=format(number, ","),
        calls=format(window.calls, ","),
        period=_period(window.period_s),
        of=of,
    )


def _period(seconds: float) -> str:
    return gettext(_NAMES.get(round(seconds), "")) or f"{seconds / 60:,.0f} minutes"
