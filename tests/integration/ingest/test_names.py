"""What a name means is remembered, for workouts that came before and for those that come."""

from typing import Any

from sqlalchemy import select

from fitglue.domain.sport import by_key
from fitglue.domain.streams import StreamKind
from fitglue.instance import source_tools
from fitglue.pipeline.renaming import Renaming
from fitglue.store.tables import NameRuleRow
from fitglue.testing.at_work import until, walk_through, working
from fitglue.testing.health_auto_exports import bare, on_day, request, run
from fitglue.testing.phone_workouts import uuid_of
from fitglue.testing.sending_apps import shortcut

NAME = "Feierabendrunde"


def _rule_is_applied(home: Any, sport: str, name: str = NAME) -> None:
    renaming = Renaming(home.instance.starter, source_tools)
    renaming.set_rule(home.kim.account.id, name, sport)
    with home.instance.store.transactions.reading() as session:
        rule_id = session.scalar(select(NameRuleRow.id))
    renaming.apply(rule_id)
    renaming.apply(rule_id)


def test_a_rule_holds_for_earlier_and_later_workouts(home: Any) -> None:
    home.sends(request(run(id=uuid_of(1), name=NAME)))
    assert home.activities[0].workout.sport.key == "running"
    _rule_is_applied(home, "hiking")
    changed = home.activity(uuid_of(1))
    assert (changed.workout.sport, changed.title) == (by_key("hiking"), "Afternoon Hike")
    assert changed.workout.notes == ()
    home.sends(request(on_day(1, bare(id=uuid_of(2), name=NAME.upper()))))
    assert home.activity(uuid_of(2)).workout.sport.key == "hiking"


def test_what_was_delivered_is_updated(home: Any) -> None:
    home.sends(request(run(name=NAME)))
    walk_through(home.instance, home.kim.account.id)
    _rule_is_applied(home, "hiking")
    assert [one.backfill for one in home.runs].count(True) == 1
    walk_through(home.instance, home.kim.account.id)
    assert len(home.files) == 1


def test_the_same_workouts_sent_again_stay_as_the_rule_made_them(home: Any) -> None:
    home.sends(request(run(id=uuid_of(1), name=NAME)))
    _rule_is_applied(home, "hiking")
    before = home.activity(uuid_of(1)).revision
    home.sends(request(run(id=uuid_of(1), name=NAME), on_day(1, bare(id=uuid_of(2)))))
    assert home.activity(uuid_of(1)).revision == before
    assert home.results[0] == {"new": 1, "unchanged": 1}


def test_a_rule_can_be_changed_back_and_taken_away(home: Any) -> None:
    home.sends(request(run(name=NAME)))
    for sport, key in (("hiking", "hiking"), ("cycling", "cycling"), ("hiking", "hiking")):
        _rule_is_applied(home, sport)
        assert home.activities[0].workout.sport.key == key
    _rule_is_applied(home, "")
    assert home.activities[0].workout.sport.key == "running"
    assert home.activities[0].workout.notes != ()


def test_what_only_an_earlier_version_knew_is_kept(home: Any) -> None:
    home.sends(request(run(name=NAME)))
    home.sends(request(run(name=NAME, route=..., distance={"qty": 1.9, "units": "km"})))
    _rule_is_applied(home, "hiking")
    workout = home.activities[0].workout
    assert workout.sport.key == "hiking"
    assert len(workout.streams[StreamKind.ROUTE]) == 601


def test_a_name_of_a_shortcut_is_a_name_as_well(home: Any) -> None:
    home.sends(shortcut(type=NAME))
    _rule_is_applied(home, "cycling")
    assert home.activities[0].workout.sport.key == "cycling"


def test_other_names_are_left_alone(home: Any) -> None:
    home.sends(request(run(id=uuid_of(1)), on_day(1, run(id=uuid_of(2), name=NAME))))
    _rule_is_applied(home, "hiking")
    assert home.activity(uuid_of(1)).workout.sport.key == "running"
    assert home.activity(uuid_of(1)).revision == 1


def test_the_page_tells_what_names_are_read_as_and_takes_a_rule(home: Any) -> None:
    german = on_day(1, run(id=uuid_of(2), name="Laufen im Freien"))
    home.sends(request(run(id=uuid_of(1), name=NAME), german))
    home.signs_in()
    page = home.client.get("/settings/phones/names").text
    assert "1 workout · worked out from what was measured" in page
    assert "1 workout · read as Run" in page
    answer = home.client.post("/settings/phones/names", data={"name": NAME, "sport": "cycling"})
    assert "Saved" in answer.text
    assert "you said: Ride" in answer.text
    with working(home.instance):
        until(lambda: home.activity(uuid_of(1)).workout.sport.key == "cycling", "the rule")


def test_a_rule_needs_a_name_and_a_sport_that_there_is(home: Any) -> None:
    home.signs_in()
    for form in ({"name": " ", "sport": "running"}, {"name": NAME, "sport": "gliding"}):
        answer = home.client.post("/settings/phones/names", data=form)
        assert answer.status_code != 200
        assert 'role="alert"' in answer.text
    assert home.instance.store.names.rules(home.kim.account.id) == {}
