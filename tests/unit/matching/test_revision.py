"""A newer version of a recording wins, and never takes away."""

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Note, Origin
from fitglue.matching.revision import joined
from fitglue.testing.arrivals import a_heart_rate, a_run


def test_newer_figures_win() -> None:
    assert joined(a_run(distance_m=5000.0), a_run(distance_m=5100.0)).distance_m == 5100.0


def test_a_figure_that_only_the_older_version_has_stays_with_its_provenance() -> None:
    told = {"effort": Origin("Apple Watch", How.STATED)}
    whole = joined(a_run(effort=7.0, provenance=told), a_run(effort=None, provenance={}))
    assert whole.effort == 7.0
    assert whole.provenance == told


def test_thinned_samples_do_not_replace_dense_ones() -> None:
    thin = a_heart_rate(30).take(slice(None, None, 10))
    whole = joined(a_run(), a_run(streams={StreamKind.HEART_RATE: thin}))
    assert len(whole.streams[StreamKind.HEART_RATE]) == 360
    assert whole.has_route


def test_more_samples_replace_fewer() -> None:
    thin = a_heart_rate(30).take(slice(None, None, 10))
    whole = joined(a_run(streams={StreamKind.HEART_RATE: thin}), a_run())
    assert len(whole.streams[StreamKind.HEART_RATE]) == 360


def test_notes_follow_the_route_that_is_kept() -> None:
    incomplete = (Note("route-incomplete", "Half of the route is missing."),)
    missing = (Note("route-missing", "The route's file is missing."),)
    assert joined(a_run(notes=incomplete), a_run(route=False, notes=missing)).notes == incomplete
    assert joined(a_run(route=False, notes=missing), a_run(notes=())).notes == ()
