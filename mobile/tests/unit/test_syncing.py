"""What the app does with Health and a server, from the first wake on."""

from collections.abc import Callable, Sequence

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.simulated import Happening, Recorded, SimulatedHealth, a_life
from fitglue_phone.simulated.life import CYCLING, RUNNING
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]
_DAY_S = 86400.0


def happenings(one: Recorded, at_s: float) -> list[Happening]:
    return [Happening(at_s, what, one) for what in ("workout", "series", "route")]


def test_everything_is_sent_once_and_acknowledged(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(20, AUTUMN_S, minutes=5))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3)
    assert has_all(server, phone.health)
    state = phone.app.state()
    assert state.is_up_to_date
    assert (state.waiting, state.refused, state.missing) == (0, 0, 0)
    uploads = server.asked["/sync"]
    phone.wakes(5)
    assert server.asked["/sync"] == uploads


def test_nothing_is_sent_before_the_server_said_what_it_has(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(3, AUTUMN_S, minutes=3))
    phone.pairs()
    server.failures = [503]
    phone.app.wake()
    assert server.asked == {"/pair": 1, "/sync/digest": 1}
    phone.clock.passes(60)
    phone.app.wake()
    assert server.asked["/sync"] >= 1


def test_what_the_server_has_already_is_not_sent_again(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    life = a_life(12, AUTUMN_S, minutes=3)
    old = make_phone(life)
    old.pairs()
    old.app.send_history()
    old.wakes(2)
    uploads = server.asked["/sync"]
    new = make_phone(life)
    new.pairs()
    new.app.send_history()
    new.wakes(2)
    assert server.asked["/sync"] == uploads
    assert new.app.state().is_up_to_date


def test_new_workouts_go_before_history_and_the_newest_first(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(30, AUTUMN_S - 10 * _DAY_S, minutes=3, late=False))
    phone.pairs()
    phone.app.send_history()
    today = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    for one in happenings(today, AUTUMN_S - 1000):
        phone.health.happens(one)
    phone.app.wake()
    starts = {one.uuid: one.start_s for one in phone.health.contents()}
    told = [starts[uuid] for uuid in server.order]
    assert server.order[0] == today.uuid
    assert told == sorted(told, reverse=True)
    assert len(told) == 31


def test_history_waits_until_somebody_chooses_it(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(30, AUTUMN_S, minutes=3, late=False))
    phone.pairs()
    phone.wakes(2)
    assert len(server.parts) == 6  # of the last week
    estimate = phone.app.estimate_history(AUTUMN_S - 20 * _DAY_S)
    assert 12 <= estimate.workouts <= 14
    assert estimate.about_bytes > 10_000
    phone.app.send_history(AUTUMN_S - 20 * _DAY_S)
    phone.wakes(2)
    assert len(server.parts) == 6 + estimate.workouts
    assert phone.app.state().missing == 24 - estimate.workouts


def test_history_can_be_paused_while_new_workouts_go_on(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(30, AUTUMN_S - 10 * _DAY_S, minutes=3, late=False))
    phone.pairs()
    phone.app.wake()
    phone.app.send_history()
    phone.app.pause_history()
    today = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    for one in happenings(today, AUTUMN_S + 1):
        phone.health.happens(one)
    phone.clock.passes(60)
    phone.app.wake()
    assert set(server.parts) == {today.uuid}
    phone.app.pause_history(paused=False)
    phone.app.wake()
    assert len(server.parts) == 31


def test_a_workout_that_the_watch_delivers_days_late_is_sent(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(5, AUTUMN_S, minutes=3))
    phone.pairs()
    phone.wakes(2)
    late = Recorded(9, CYCLING, AUTUMN_S - 12 * _DAY_S, 20)
    for one in happenings(late, phone.clock.now_s() + 1):
        phone.health.happens(one)
    phone.wakes(2)
    assert len(server.items(late.uuid)) == 1 + 1 + 3  # envelope, route, three series


def test_a_route_that_comes_late_is_sent_when_it_comes(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    told = [Happening(AUTUMN_S - 10, what, run) for what in ("workout", "series")]
    phone = make_phone([*told, Happening(AUTUMN_S + 5 * _DAY_S, "route", run)])
    phone.pairs()
    phone.wakes(5, every_s=_DAY_S)  # by then nobody looks again for series
    assert f"route:{run.route_uuid()}:0" not in server.parts[run.uuid]
    phone.app.wake()
    assert f"route:{run.route_uuid()}:0" in server.parts[run.uuid]


def test_series_that_come_late_are_found_by_looking_again(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    told = [Happening(AUTUMN_S - 10, what, run) for what in ("workout", "route")]
    phone = make_phone([*told, Happening(AUTUMN_S + 300, "series", run)])
    phone.pairs()
    phone.app.wake()
    assert len(server.items(run.uuid)) == 2
    phone.clock.passes(660)
    phone.app.wake()
    assert has_all(server, phone.health)


def test_a_route_that_is_replaced_is_sent_as_it_is_now(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    replaced = Happening(AUTUMN_S + 5 * _DAY_S, "route", run, 1)
    phone = make_phone([*happenings(run, AUTUMN_S - 10), replaced])
    phone.pairs()
    phone.wakes(5, every_s=_DAY_S)  # by then nobody looks again for series
    assert f"route:{run.route_uuid(1)}:0" not in server.parts[run.uuid]
    phone.app.wake()
    names = set(server.parts[run.uuid])
    assert {f"route:{run.route_uuid(version)}:0" for version in (0, 1)} <= names


def test_a_deleted_workout_is_told_and_never_sent_again(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    gone = Happening(AUTUMN_S + 3000, "deleted", run)
    phone = make_phone([*happenings(run, AUTUMN_S - 10), gone])
    phone.pairs()
    phone.app.wake()
    assert run.uuid in server.parts
    phone.clock.passes(3010)
    phone.wakes(3, every_s=_DAY_S)
    assert server.deleted == {run.uuid}
    assert server.parts == {}


def test_a_workout_deleted_before_it_was_sent_is_told_alone(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S + 10, 10)
    phone = make_phone([])
    phone.pairs()
    phone.app.wake()
    for one in [*happenings(run, AUTUMN_S + 900), Happening(AUTUMN_S + 2000, "deleted", run)]:
        phone.health.happens(one)
    phone.uploader.offline = True
    phone.clock.passes(1000)
    phone.wakes(2, every_s=1000)
    phone.wakes()
    phone.uploader.offline = False
    phone.clock.passes(3600)
    phone.app.wake()
    assert server.deleted == {run.uuid}
    assert server.parts.get(run.uuid, {}) == {}


def test_workouts_without_permission_for_routes_are_sent_without_and_routes_follow(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(6, AUTUMN_S, minutes=3, late=False))
    phone.health.routes_allowed = False
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    assert len(server.parts) == 6
    assert not [name for parts in server.parts.values() for name in parts if "route" in name]
    phone.health.routes_allowed = True
    phone.wakes(2)
    assert has_all(server, phone.health)


def test_an_anchor_that_health_does_not_know_any_more_costs_no_second_upload(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(20, AUTUMN_S, minutes=3))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3, every_s=2 * _DAY_S)
    uploads = server.asked["/sync"]
    phone.health.generation = 2
    phone.wakes(2)
    assert server.asked["/sync"] == uploads
    late = Recorded(9, CYCLING, AUTUMN_S - 12 * _DAY_S, 20)
    for one in happenings(late, phone.clock.now_s()):
        phone.health.happens(one)
    phone.health.generation = 3
    phone.wakes(2)
    assert has_all(server, phone.health)


def test_reading_that_was_switched_off_deletes_nothing_after_an_invalid_anchor(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(20, AUTUMN_S, minutes=3, late=False))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    phone.health.generation = 2
    phone.health.workouts_allowed = False
    phone.wakes(3)
    assert server.deleted == set()
    assert phone.app.state().absent == 20


def test_a_deletion_that_was_missed_is_found_after_an_invalid_anchor(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    life = a_life(20, AUTUMN_S, minutes=3, late=False)
    phone = make_phone(life)
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    gone = life[0].recorded.uuid
    phone.health.forgets(gone)
    phone.health.generation = 2
    phone.wakes(2)
    assert server.deleted == {gone}


def test_a_phone_restored_from_anothers_backup_begins_anew_and_sends_nothing_twice(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone(a_life(10, AUTUMN_S, minutes=3))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    uploads, device = server.asked["/sync"], phone.app.device_id
    phone.keychain.secrets.clear()  # another phone's keychain is its own
    phone.health.generation = 2  # and so are its anchors
    phone.is_relaunched()
    phone.wakes(1)
    assert not phone.app.state().is_paired
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3)
    assert phone.app.device_id != device
    assert server.asked["/sync"] == uploads
    assert phone.app.state().is_up_to_date


def test_anothers_backup_brings_no_anchor_along_even_if_this_phone_knows_such(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    life = a_life(10, AUTUMN_S, minutes=3, late=False)
    phone = make_phone(life)
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    phone.keychain.secrets.clear()
    others = a_life(4, AUTUMN_S - 60 * _DAY_S, 7, minutes=3, late=False)
    phone.health = SimulatedHealth([*others, *life], phone.clock)  # lies elsewhere in this Health
    phone.is_relaunched()
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3)
    phone.app.send_history()
    phone.wakes(2)
    assert len(server.parts) == 14
    assert has_all(server, phone.health)


def test_a_phone_restored_from_its_own_backup_sends_what_came_since_and_doubles_nothing(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(10, AUTUMN_S + 5 * _DAY_S, minutes=3))
    phone.pairs()
    phone.app.send_history()
    phone.uploader.offline = True
    phone.wakes(2)
    phone.app.close()
    backup = {file: file.read_bytes() for file in phone.folder.rglob("*") if file.is_file()}
    phone.is_relaunched()
    phone.uploader.offline = False
    phone.clock.passes(6 * _DAY_S)
    phone.wakes(2)
    phone.app.close()
    for file in [one for one in phone.folder.rglob("*") if one.is_file()]:
        file.unlink()
    for file, content in backup.items():
        file.write_bytes(content)
    phone.is_relaunched()
    phone.clock.passes(7200)
    phone.wakes(3, every_s=_DAY_S)
    assert has_all(server, phone.health)
    assert phone.app.state().is_up_to_date


def test_a_clock_that_is_years_off_loses_nothing_and_holds_nothing_back(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(10, AUTUMN_S, minutes=3))
    phone.pairs()
    phone.app.send_history()
    phone.clock.passes(3 * 365 * _DAY_S)
    phone.uploader.offline = True
    phone.wakes(4)
    phone.uploader.offline = False
    phone.clock.passes(-3 * 365 * _DAY_S)
    phone.wakes(3)
    assert has_all(server, phone.health)
    assert phone.app.state().is_up_to_date


def test_a_later_reading_has_a_higher_revision_whatever_the_clock_says(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    run = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    replaced = Happening(AUTUMN_S - 9, "route", run, 1)
    phone = make_phone(happenings(run, AUTUMN_S - 10))
    phone.pairs()
    phone.app.wake()
    first = server.parts[run.uuid]["workout"][0].revision
    phone.health.happens(replaced)
    phone.clock.passes(-8)
    phone.is_relaunched()
    phone.app.wake()
    later = server.parts[run.uuid][f"route:{run.route_uuid(1)}:0"][0].revision
    assert later > first
