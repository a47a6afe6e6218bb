"""A form that is refused comes back as it was filled in."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from fitglue.testing.running_server import KIM
from fitglue.testing.season import Season
from fitglue.web.app import create_app

BODY = {"highest_bpm": "twenty", "resting_bpm": "48", "weight_kg": "61.5", "zones_by": "reserve"}


@pytest.fixture(scope="module")
def browser(the_season: Season) -> Iterator[TestClient]:
    with TestClient(create_app(the_season.instance)) as client:
        client.post("/sign-in", data=KIM)
        yield client


@pytest.mark.parametrize(
    ("page", "typed", "sentence", "kept"),
    [
        ("/settings/body", BODY, "Highest heart rate", ["twenty", "48", "61.5"]),
        ("/settings/body", {"heart_rate_bound": ["150", "120"]}, "Order them", ["150", "120"]),
        ("/settings", {"name": "Kim of Lyon", "zone": "Mars/Olympus"}, "no time zone",
         ["Kim of Lyon", "Mars/Olympus"]),
        ("/people/invitations", {"email": "robin at home"}, "not an e-mail", ["robin at home"]),
    ],
)  # fmt: skip
def test_what_was_typed_is_still_there_beside_the_sentence(
    browser: TestClient,
    page: str,
    typed: dict[str, str | list[str]],
    sentence: str,
    kept: list[str],
) -> None:
    answer = browser.post(page, data=typed)
    assert answer.status_code in {400, 422}
    assert sentence in answer.text
    for value in kept:
        assert f'value="{value}"' in answer.text


def test_a_choice_beside_a_number_that_cannot_be_stays_chosen(browser: TestClient) -> None:
    answer = browser.post("/settings/body", data=BODY | {"sex": "female"})
    assert 'value="reserve" checked' in answer.text
    assert '<option value="female" selected>' in answer.text
