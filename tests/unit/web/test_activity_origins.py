"""Which of its recordings an activity has what from."""

from dataclasses import replace

from fitglue.domain.workout import App, How, Origin
from fitglue.testing.arrivals import a_run
from fitglue.web.activity_origins import given_by

WATCH, STRAVA = "Kim's Watch", "Strava"
BY_THE_WATCH = {
    "heart_rate": Origin(WATCH, How.SAMPLED, 600), "distance_m": Origin(WATCH, How.STATED),
}  # fmt: skip
# Apple writes unbreakable spaces into some names and not into others.
OWN = replace(
    a_run(), app=App(name=WATCH.replace(" ", "\N{NO-BREAK SPACE}")), provenance=BY_THE_WATCH
)
COPY = replace(a_run(), app=App(name=STRAVA), provenance=BY_THE_WATCH)


def test_what_a_copy_has_of_another_recording_is_that_ones() -> None:
    both = {WATCH, STRAVA}
    assert given_by(OWN, OWN, both) == ["heart rate", "distance"]
    assert given_by(OWN, COPY, both) == []


def test_what_an_app_wrote_of_a_device_that_wrote_nothing_itself_is_the_apps() -> None:
    assert given_by(COPY, COPY, {STRAVA}) == ["heart rate", "distance"]
