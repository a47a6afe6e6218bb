"""What waits for a person, and what is wrong: each with the one press that helps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fitglue.checkup import Room, look_at_phone
from fitglue.diagnosis.trouble import Press, Severity, Trouble
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.store import Store
from fitglue.store.overview import Failure
from fitglue.web.languages import gettext, ngettext
from fitglue.web.lines import Person
from fitglue.web.pipeline_view import name_of
from fitglue.web.question_view import cards_of
from fitglue.web.words import listed

_CAUSES = 5
_NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: a sentence, why, and one button. What is `wrong` is more than to do."""

    sentence: str
    why: str
    button: str
    address: str
    wrong: bool = False


def waits(store: Store, person: Person) -> list[Task]:
    """Give what waits for an answer or a deed."""
    return [*_questions(store, person), *_pairs(store, person.id), *_connections(store, person.id),
            *_phones(store, person.id)]  # fmt: skip


def _questions(store: Store, person: Person) -> list[Task]:
    cards = cards_of(store, person.id, person.zone)
    if not cards:
        return []
    if len(cards) == 1:
        card = cards[0]
        return [
            Task(card.title, f"“{card.activity_title}”. {card.when}", gettext("Answer"), "/inputs")
        ]
    titles = listed(
        [f"“{title}”" for title in dict.fromkeys(one.activity_title for one in cards)][:3]
    )
    return [
        Task(
            gettext("%(cards)s questions wait for an answer.", cards=len(cards)),
            gettext("About %(titles)s.", titles=titles),
            gettext("Answer"),
            "/inputs",
        )
    ]


def _pairs(store: Store, person_id: str) -> list[Task]:
    number = store.pairs.count(person_id)
    if not number:
        return []
    return [
        Task(
            ngettext(
                "%(all)s pair of activities may be one workout.",
                "%(all)s pairs of activities may be one workout.",
                number,
                all=format(number, ","),
            ),
            gettext("Two recordings of the same time."),
            gettext("Decide"),
            "/inputs",
        )
    ]


def _connections(store: Store, person_id: str) -> list[Task]:
    return [
        Task(
            gettext("%(name_of)s needs you.", name_of=name_of(PluginKind.SERVICE, row.service)),
            " ".join(filter(None, (row.why, row.next_step))), gettext("Look at it"),
            f"/connections/{row.id}",
        )
        for row in store.connections.of_account(person_id)
        if row.state == ConnectionState.NEEDS_YOU
    ]  # fmt: skip


def _phones(store: Store, person_id: str) -> list[Task]:
    working = [row for row in store.phones.of_account(person_id) if row.revoked_at is None]
    troubles = [one for row in working for one in look_at_phone(row) if not one.is_natural]
    return [_task_of(one, "/settings/phones") for one in troubles]


def _task_of(trouble: Trouble, otherwise: str) -> Task:
    press = trouble.press or Press(
        gettext("Read more"), trouble.article.address if trouble.article else ""
    )
    # What has to be pressed on the phone is said; the button leads to what the server knows of it.
    why = trouble.cause if press.address else " ".join(filter(None, (trouble.cause, press.label)))
    button = press.label if press.address else gettext("Look at it")
    return Task(
        trouble.sentence, why, button, press.address or otherwise,
        wrong=trouble.severity is Severity.WRONG,
    )  # fmt: skip


def no_room(room: Room | None) -> list[Task]:
    """Tell that nothing more can be taken, if that is so."""
    if room is None or room.free_bytes >= room.least_free_bytes:
        return []
    return [Task(
        gettext("This server has no room left: it takes nothing more."),
        gettext("Phones keep what they have and send it again once there is room."),
        gettext("Read more"), "/help/nothing-arrives", wrong=True,
    )]  # fmt: skip


def wrong(store: Store, person: Person, failures: list[Failure]) -> list[Task]:
    """Give what went wrong, each cause once."""
    told_already = {
        row.id for row in store.connections.of_account(person.id)
        if row.state == ConnectionState.NEEDS_YOU
    }  # fmt: skip
    own = [one for one in failures if one.connection not in told_already]
    tasks = [_failure(one) for one in own[:_CAUSES]]
    if rest := sum(one.number for one in own[_CAUSES:]):
        tasks.append(
            Task(
                ngettext(
                    "%(all)s more delivery failed.",
                    "%(all)s more deliveries failed.",
                    rest,
                    all=format(rest, ","),
                ),
                "",
                gettext("See them"),
                "/runs?state=needs_you",
                wrong=True,
            )
        )
    return [*tasks, *_held(store, person.id), *_refused_import(store, person.id)]


def _failure(one: Failure) -> Task:
    where = name_of(PluginKind.TARGET, one.target)
    why = " ".join(filter(None, (one.why, one.next_step)))
    return Task(
        ngettext(
            "%(all)s activity is not at %(where)s.",
            "%(all)s activities are not at %(where)s.",
            one.number,
            all=format(one.number, ","),
            where=where,
        ),
        why,
        gettext("See them"),
        "/runs?state=needs_you",
        wrong=True,
    )


def _held(store: Store, person_id: str) -> list[Task]:
    number = store.overview.runs_in(person_id, RunState.BLOCKED)
    if not number:
        return []
    return [
        Task(
            ngettext(
                "%(all)s activity is over the limit of your plan.",
                "%(all)s activities are over the limit of your plan.",
                number,
                all=format(number, ","),
            ),
            gettext("They are kept, and go on when there is room or the plan changes."),
            gettext("See your plan"),
            "/settings/plan",
        )
    ]


def _refused_import(store: Store, person_id: str) -> list[Task]:
    last = store.overview.last_import(person_id)
    if last is None or last.state != "refused":
        return []
    if last.created_at < datetime.now(UTC) - _NEWS_FOR:
        return []
    refused = last.result.get("refused") or [{}]
    why = " ".join(filter(None, (refused[0].get("why", ""), refused[0].get("next", ""))))
    return [
        Task(
            gettext("“%(name)s” was not imported.", name=last.name),
            why,
            gettext("See why"),
            f"/imports/{last.id}",
            wrong=True,
        )
    ]
