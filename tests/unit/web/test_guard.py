"""Who may post, and what a page may load."""

import pytest
from starlette.datastructures import Headers

from fitglue.web.guard import comes_from_elsewhere, policy, tile_host


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://a.b;script-src *", "//x.y/"])
def test_what_is_no_address_of_tiles_adds_nothing_to_the_policy(url: str) -> None:
    assert tile_host(url) == ""
    assert policy(url) == policy()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://box:8000", "host": "box:8000"}, False),
        ({"origin": "http://evil.example", "host": "box:8000"}, True),
        ({"origin": "null", "host": "box:8000"}, True),
        ({"host": "box:8000"}, False),
    ],
)
def test_a_browser_tells_whether_another_site_sent_a_request(
    headers: dict[str, str], *, expected: bool
) -> None:
    assert comes_from_elsewhere(Headers(headers)) is expected
