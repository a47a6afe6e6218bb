"""Tiers, months and sentences, without a server."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.tiers import (
    Standing,
    Tier,
    month_of,
    next_look,
    why_blocked,
    why_gated,
)

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)


def standing(
    stored: Tier = Tier.HOBBYIST, *, is_admin: bool = False, trial_ends: datetime | None = None
) -> Standing:
    return Standing(stored=stored, is_admin=is_admin, trial_ends=trial_ends, zone="UTC")


@pytest.mark.parametrize(
    ("who", "tier"),
    [
        (standing(), Tier.HOBBYIST),
        (standing(stored=Tier.ATHLETE), Tier.ATHLETE),
        (standing(is_admin=True), Tier.ATHLETE),
        (standing(trial_ends=NOW + timedelta(seconds=1)), Tier.ATHLETE),
        (standing(trial_ends=NOW), Tier.HOBBYIST),
        (standing(stored=Tier.ATHLETE, trial_ends=NOW - timedelta(days=1)), Tier.ATHLETE),
    ],
)
def test_the_tier_that_counts(who: Standing, tier: Tier) -> None:
    assert who.tier(NOW) is tier


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=30), 30),
        (timedelta(hours=1), 1),
        (timedelta(), 0),
        (timedelta(days=-3), 0),
    ],
)
def test_the_days_of_a_trial_count_begun_ones(left: timedelta, days: int) -> None:
    assert standing(trial_ends=NOW + left).trial_days_left(NOW) == days


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("UTC", datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        # Paris is in April already, and its clocks changed in March.
        (
            "Europe/Paris",
            datetime(2026, 3, 31, 22, tzinfo=UTC),
            datetime(2026, 4, 30, 22, tzinfo=UTC),
        ),
        (
            "America/Los_Angeles",
            datetime(2026, 3, 1, 8, tzinfo=UTC),
            datetime(2026, 4, 1, 7, tzinfo=UTC),
        ),
    ],
)
def test_a_month_begins_at_midnight_of_the_persons_zone(
    zone: str, start: datetime, end: datetime
) -> None:
    month = month_of(NOW, zone)
    assert (month.start, month.end) == (start, end)


def test_december_ends_with_the_year() -> None:
    assert month_of(datetime(2026, 12, 31, tzinfo=UTC), "UTC").end.year == 2027


def test_the_next_look_is_just_after_the_next_midnight() -> None:
    day, delay_s = next_look(NOW, "Europe/Paris")
    assert day == date(2026, 4, 2)  # it is 0:30 on the first there
    assert NOW + timedelta(seconds=delay_s) == datetime(2026, 4, 1, 22, 1, tzinfo=UTC)


def test_a_look_that_came_early_plans_another_day_than_its_own() -> None:
    day, _ = next_look(NOW, "UTC", after=date(2026, 4, 1))
    assert day == date(2026, 4, 2)


def a_booster(name: str, tier: str = "hobbyist") -> About:
    return About(id="x", kind=PluginKind.BOOSTER, name=name, summary="", description="", tier=tier)


def test_a_gate_names_the_plugin() -> None:
    gated = a_booster("Effort Score", "athlete")
    assert why_gated(gated, Tier.HOBBYIST) == "Effort Score is part of the Athlete plan."
    assert not why_gated(gated, Tier.ATHLETE)
    assert not why_gated(a_booster("Weather"), Tier.HOBBYIST)


def test_what_is_held_says_until_when() -> None:
    assert "when May begins" in why_blocked(25, NOW, "Europe/Paris")
    assert "when April begins" in why_blocked(25, NOW, "UTC")
    assert "one activity a month" in why_blocked(1, NOW, "UTC")
