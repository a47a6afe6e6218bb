"""What is written is valid: against TCX v2 and Garmin's ActivityExtension v2."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.activity import Activity
from fitglue.formats.tcx import encode_tcx
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.recorded_activities import recorded_activities

xmlschema = pytest.importorskip("xmlschema", reason="the package xmlschema is not installed")
SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "xsd"
pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not there")
EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"


@pytest.fixture(scope="module")
def schema() -> Any:
    """TCX with its extension; the schemas lie beside the checkout and belong to others."""
    found = xmlschema.XMLSchema(SCHEMAS / "TrainingCenterDatabasev2.xsd", allow="local")
    found.import_schema(EXTENSION, str(SCHEMAS / "ActivityExtensionv2.xsd"))
    return found


def test_a_run_with_everything_is_valid(schema: Any) -> None:
    schema.validate(io.BytesIO(encode_tcx(example_activity(example_run(60)))))


def test_an_hour_of_which_only_the_time_is_known_is_valid(schema: Any) -> None:
    strength = example_workout("traditional_strength_training", 3_600.0)
    schema.validate(io.BytesIO(encode_tcx(example_activity(strength))))


def test_the_schema_would_notice(schema: Any) -> None:
    tcx = encode_tcx(example_activity(example_run(60)))
    assert not schema.is_valid(io.BytesIO(tcx.replace(b"<ns3:Watts>", b"<ns3:Watts>-", 1)))
    assert not schema.is_valid(io.BytesIO(tcx.replace(b'Sport="Running"', b'Sport="Hiking"')))


@pytest.mark.long
def test_every_activity_is_valid(schema: Any) -> None:
    @settings(max_examples=25)
    @given(st.booleans().flatmap(lambda routed: recorded_activities(routed=routed)))
    def is_valid(activity: Activity) -> None:
        schema.validate(io.BytesIO(encode_tcx(activity)))

    is_valid()
