"""The content security policy is strict, and no page needs it to be otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.inline_code import inline_code
from fitglue.testing.running_server import KIM
from fitglue.testing.season import TWICE, season
from fitglue.testing.web_routes import every_route
from fitglue.web.app import create_app
from fitglue.web.guard import policy

#: Answers that never end.
STREAMS = ("/events",)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str]]]:
    """Every address that can be asked for as it is: its policy, and what it answers."""
    instance = open_instance(Settings(data=tmp_path_factory.mktemp("policy"), zone="UTC"))
    app = create_app(instance)
    activity = season(instance, older=2).path(TWICE)
    paths = {route.path for route in every_route(app) if route.method == "GET" and not route.parts}
    client = TestClient(app, raise_server_exceptions=False)
    client.post("/sign-in", data=KIM)
    found = {}
    for path in [*sorted(paths), activity, "/help/export", "/assets/none", "/none"]:
        if not path.endswith(STREAMS):
            answer = client.get(path)
            kind = answer.headers.get("content-type", "")
            text = answer.text if kind.startswith("text/html") else ""
            found[path] = (answer.headers.get("content-security-policy", ""), text)
    yield found
    instance.close()


def test_every_answer_has_a_policy_without_exceptions(
    answers: dict[str, tuple[str, str]],
) -> None:
    assert len(answers) > 40
    for path, (told, _) in answers.items():
        assert "default-src 'none'" in told, path
        assert "unsafe" not in told, path
        assert "*" not in told, path


def test_no_page_has_style_or_script_inside(answers: dict[str, tuple[str, str]]) -> None:
    inline = {path: found for path, (_, text) in answers.items() if (found := inline_code(text))}
    assert inline == {}
    assert sum(bool(text) for _, text in answers.values()) > 20


def test_a_tile_server_opens_the_policy_for_its_host_alone() -> None:
    told = policy("https://tiles.example/{z}/{x}/{y}.png")
    assert "img-src 'self' data: blob: https://tiles.example" in told
    assert "unsafe" not in told
    assert policy("https://*/{z}/{x}/{y}.png") == policy()


@pytest.mark.parametrize(
    "page",
    [
        "<style>p{}</style>",
        "<script>1</script>",
        '<p style="color:red">',
        '<p onclick="go()">',
        '<a href=" javascript:go()">',
        '<p hx-on:click="go()">',
    ],
)
def test_inline_code_is_found_in_all_its_shapes(page: str) -> None:
    assert inline_code(page)


def test_what_is_fetched_or_is_text_is_no_inline_code(tmp_path: Path) -> None:
    assert not inline_code('<script src="/a.js"></script><p class="style">style="x"</p>')
    assert tmp_path.is_dir()
