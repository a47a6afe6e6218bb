"""Keeps health metrics, when their owner wants that: from phones, exports and other apps alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import from_epoch
from fitglue.domain.metrics import BY_HEALTHKIT, MetricDay, MetricKind, Way, joined
from fitglue.domain.metrics.days import Place, Span
from fitglue.formats.metric_blob import as_kept
from fitglue.formats.packing import unpacked
from fitglue.formats.phone_sync.metrics import seal_of_samples
from fitglue.formats.phone_sync.reading import is_metric

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MetricsTaken:
    """How many days are new, and how many know more than before."""

    new: int = 0
    changed: int = 0


def take_metrics(store: "Store", account_id: str, days: Iterable[MetricDay]) -> MetricsTaken:
    """Keep days in one transaction, if the person wants metrics kept; else nothing is written.

    The same days again change nothing. Raises DiskFull.
    """
    days = list(days)
    if not days:
        return MetricsTaken()
    with store.transactions.writing("metrics") as session:
        store.sync.lock(session, account_id)
        if not store.metrics.wanted(session, account_id):
            return MetricsTaken()
        return put_metrics(store, session, account_id, days)


def with_metrics(tools: SourceTools, store: "Store", account_id: str) -> SourceTools:
    """Let a source hand metrics over, if the person wants them; else it reads none."""
    with store.transactions.reading() as session:
        if not store.metrics.wanted(session, account_id):
            return tools

    def take(days: Sequence[MetricDay]) -> None:
        take_metrics(store, account_id, days)

    return replace(tools, metrics=take)


def put_metrics(
    store: "Store", session: "Session", account_id: str, days: Iterable[MetricDay]
) -> MetricsTaken:
    """Keep days in the caller's transaction, which holds the person's lock."""
    by_kind: dict[MetricKind, list[MetricDay]] = defaultdict(list)
    for one in days:
        by_kind[one.kind].append(one)
    taken = [_put_kind(store, session, account_id, some) for some in by_kind.values()]
    return MetricsTaken(sum(one.new for one in taken), sum(one.changed for one in taken))


def delete_samples(
    store: "Store", session: "Session", account_id: str, gone: tuple[MetricKind, Collection[bytes]]
) -> bool:
    """Take deleted samples out, now and for ever; false if all of that was known."""
    kind, uuids = gone
    new = set(uuids) - store.metrics.buried(session, account_id, uuids)
    if not new:
        return False
    store.metrics.bury(session, account_id, kind, new)
    before = store.metrics.holding(session, account_id, kind, new)
    known = {one.place for one in before}
    store.metrics.write(session, account_id, [one.without(new) for one in before], known)
    return True


def differing_months(
    store: "Store", account_id: str, asked: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str]]:
    """Of a phone's quantities and months (UTC) with their seals, give those that differ here."""
    months: dict[str, dict[str, str]] = defaultdict(dict)
    for quantity, month, seal in asked:
        if quantity in BY_HEALTHKIT:
            months[quantity][month] = seal
    differing = []
    for quantity, seals in months.items():
        kept = _uuids_by_month(store, account_id, BY_HEALTHKIT[quantity].kind, seals)
        here = {month: seal_of_samples(kept.get(month, ())) for month in seals}
        differing += [(quantity, month) for month in seals if here[month] != seals[month]]
    return sorted(differing)


def _uuids_by_month(
    store: "Store", account_id: str, kind: MetricKind, months: Iterable[str]
) -> dict[str, list[bytes]]:
    first, last = (date.fromisoformat(f"{month}-01") for month in (min(months), max(months)))
    # The days of a month in some zone and of a night that began in it lie within two days of it.
    span = Span(kind=kind, first=first - 2 * _A_DAY, last=last + 33 * _A_DAY)
    found: dict[str, list[bytes]] = defaultdict(list)
    with store.transactions.reading() as session:
        for one in store.metrics.days(session, account_id, span):
            for sample in one.samples if one.way is Way.PHONE else ():
                if sample.uuid:
                    found[f"{from_epoch(sample.start_s):%Y-%m}"].append(sample.uuid)
    return found


def forget_metrics(store: "Store", account_id: str) -> None:
    """Delete everything that is kept of a person's metrics, what was refused of them as well."""
    store.metrics.forget(account_id)
    for row in store.sync.refused(account_id):
        if is_metric(unpacked(store.blobs.get(row.content_blob))):
            with store.transactions.writing("forget metrics") as session:
                store.sync.forget_refused(session, account_id, [row.content_hash])


def _put_kind(
    store: "Store", session: "Session", account_id: str, days: Sequence[MetricDay]
) -> MetricsTaken:
    kind = days[0].kind
    first, last = min(one.day for one in days), max(one.day for one in days)
    # A sample may have come for the day beside, while the phone was in another zone.
    span = Span(kind=kind, first=first - _A_DAY, last=last + _A_DAY)
    kept = {one.place: one for one in store.metrics.days(session, account_id, span)}
    uuids = {sample.uuid for one in days for sample in one.samples if sample.uuid}
    gone = store.metrics.buried(session, account_id, uuids) if uuids else set[bytes]()
    changed = _changed(kept, days, gone)
    store.metrics.write(session, account_id, changed, kept.keys())
    new = sum(one.place not in kept for one in changed)
    return MetricsTaken(new, len(changed) - new)


def _changed(
    kept: dict[Place, MetricDay], days: Iterable[MetricDay], gone: Collection[bytes]
) -> list[MetricDay]:
    """Join days with what is kept; give those that differ then."""
    now = dict(kept)
    places = {
        sample.uuid: one.place for one in kept.values() for sample in one.samples if sample.uuid
    }
    for day in days:
        elsewhere = {
            one.uuid for one in day.samples if places.get(one.uuid, day.place) != day.place
        }
        told = as_kept(day.without(gone).without(elsewhere))
        if told.samples:
            now[day.place] = joined(now.get(day.place, told), told)
    return [one for place, one in now.items() if kept.get(place) != one]
