"""What is written is valid: against GPX 1.1 and the schemas of every extension in it."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from fitglue.domain.activity import Activity
from fitglue.formats.gpx import encode_gpx
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.recorded_activities import recorded_activities

xmlschema = pytest.importorskip("xmlschema", reason="the package xmlschema is not installed")
SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "xsd"
pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not there")


@pytest.fixture(scope="module")
def schema() -> Any:
    """GPX with its extensions; their schemas lie beside the checkout and belong to others."""
    extensions = [
        ("http://www.garmin.com/xmlschemas/TrackPointExtension/v1", "TrackPointExtensionv1.xsd"),
        ("http://www.garmin.com/xmlschemas/TrackPointExtension/v2", "TrackPointExtensionv2.xsd"),
        ("http://www.garmin.com/xmlschemas/PowerExtension/v1", "PowerExtensionv1.xsd"),
        ("http://www.cluetrust.com/XML/GPXDATA/1/0", "cluetrust-gpxdata10.xsd"),
    ]
    locations = [(namespace, str(SCHEMAS / name)) for namespace, name in extensions]
    found = xmlschema.XMLSchema(SCHEMAS / "gpx-1.1.xsd", locations=locations, allow="local")
    for namespace, path in locations:
        found.import_schema(namespace, path)
    return found


def test_a_run_with_everything_is_valid(schema: Any) -> None:
    schema.validate(io.BytesIO(encode_gpx(example_activity(example_run(60)))))


def test_the_schema_would_notice(schema: Any) -> None:
    gpx = encode_gpx(example_activity(example_run(60)))
    wrong = gpx.replace(b"<gpxtpx:hr>", b"<gpxtpx:hr>x", 1)
    assert not schema.is_valid(io.BytesIO(wrong))
    assert not schema.is_valid(io.BytesIO(gpx.replace(b"<ele>", b"<power>1</power><ele>", 1)))


@pytest.mark.long
def test_every_activity_is_valid(schema: Any) -> None:
    @settings(max_examples=25)
    @given(recorded_activities(routed=True))
    def is_valid(activity: Activity) -> None:
        schema.validate(io.BytesIO(encode_gpx(activity)))

    is_valid()
