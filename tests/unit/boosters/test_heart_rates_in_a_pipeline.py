"""The moods of Google Health, as the pipeline takes them: nothing is swallowed, nothing is lost."""

from datetime import timedelta

from fitglue.domain.boost import Outcome
from fitglue.domain.draft import Draft
from fitglue.domain.plan import BoosterUse, Plan
from fitglue.domain.streams import StreamKind
from fitglue.pipeline.boosting import Circumstances, SharedTools, Stretch, boosted
from fitglue.testing.examples import START, example_activity, example_workout
from fitglue.testing.services.google_health import Beat, GoogleHealth, trouble

ACTIVITY = example_activity(example_workout("running", 600.0))
BEATS = [Beat(START + timedelta(seconds=second), 130) for second in range(0, 700, 5)]


def run(service: GoogleHealth, tries: int = 0) -> Stretch:
    use = BoosterUse(key="hr", plugin="fitbit_heart_rate")
    plan = Plan(id="p", name="Runs", sources=(), boosters=(use,))
    shared = SharedTools(connected=lambda _: service.connected)
    now = ACTIVITY.workout.end + timedelta(minutes=2)
    known = Circumstances(zone="Europe/Paris", units="metric", now=now, tries=tries, shared=shared)
    return boosted(Draft(ACTIVITY), plan, 0, known)


def test_a_busy_service_holds_the_run_for_as_long_as_it_says() -> None:
    busy = trouble(429, "Quota exceeded.", retry_after_s=37)
    stretch = run(GoogleHealth(BEATS, next_replies=[busy]))
    assert stretch.stopped_by is not None
    assert stretch.stopped_by.outcome is Outcome.RETRY_LATER
    assert stretch.stopped_by.retry_after_s == 37


def test_a_revoked_token_is_told_and_the_activity_goes_on() -> None:
    stretch = run(GoogleHealth(BEATS, is_revoked=True))
    assert stretch.stopped_by is None
    (line,) = stretch.trace
    assert line.outcome is Outcome.FAILED
    assert line.why == "Google Health does not let FitGlue in any more."
    assert StreamKind.HEART_RATE not in stretch.draft.activity.workout.streams


def test_partial_data_are_on_the_draft_while_the_rest_is_looked_for() -> None:
    service = GoogleHealth(BEATS, synced_until=START + timedelta(minutes=5))
    stretch = run(service)
    assert len(stretch.draft.activity.workout.streams[StreamKind.HEART_RATE]) == 61
    service.synced_until = None
    stretch = run(service, tries=1)
    assert len(stretch.draft.activity.workout.streams[StreamKind.HEART_RATE]) == 121
