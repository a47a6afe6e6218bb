"""Assistants that come to the program as people run it: a server's process, and `fitglue mcp`."""

import subprocess

from fitglue.config import Settings
from fitglue.domain.scopes import Scope
from fitglue.instance import open_instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.intake import take
from fitglue.testing import own_loop
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.assistant import Assistant, over_http, over_stdio
from fitglue.testing.command_line import CommandLine
from fitglue.testing.people import HOME
from fitglue.testing.running_server import KIM, serving


def a_run_and_a_token(fitglue: CommandLine) -> str:
    """Let Kim have one workout, and give a token of Kim's that reads."""
    instance = open_instance(Settings(data=fitglue.data, zone="Europe/Paris"))
    kim = instance.add_account(**KIM)
    take(instance.starter, kim.id, "apple_health", [an_arrival()])
    token = programs.make_token(Acting(instance, kim, HOME), "Assistant", {Scope.READ}, None)
    instance.close()
    return token


def test_an_assistant_comes_over_http_over_stdio_and_through_stdio_to_a_server(
    fitglue: CommandLine,
) -> None:
    token = a_run_and_a_token(fitglue)
    with serving(fitglue, "serve") as server:
        command = fitglue.command("mcp")
        own = {**fitglue.environment, "FITGLUE_TOKEN": token}
        through = {**own, "FITGLUE_DATA": "/nowhere", "FITGLUE_SERVER": server.address}

        async def come() -> list[str]:
            async with over_http(server.address, token) as one:
                first = await _asked(one)
            async with over_stdio(command, own) as one:
                second = await _asked(one)
            async with over_stdio(command, through) as one:
                third = await _asked(one)
            return [first, second, third]

        answers = own_loop.run(come())
    assert answers[0]
    assert len(set(answers)) == 1


async def _asked(assistant: Assistant) -> str:
    found = await assistant.asks("list_activities", limit=1)
    (activity,) = found["activities"]
    told = await assistant.asks("get_activity", activity_id=activity["id"])
    assert told["figures"]["elapsed_s"] > 0
    assert (await assistant.asks("explain_delivery", activity_id=activity["id"]))["targets"]
    assert "no such activity" in await assistant.is_refused("get_activity", activity_id="nothing")
    assert await assistant.reads("fitglue-help://articles/concepts/mcp")
    return str(told["figures"])


def test_without_a_token_that_works_it_says_what_to_do(fitglue: CommandLine) -> None:
    missing = fitglue.run("mcp")
    assert missing.code == 1
    assert "FITGLUE_TOKEN" in missing.err
    wrong = fitglue.run("mcp", FITGLUE_TOKEN="fg_nothing")  # noqa: S106 - a made-up one
    assert wrong.code == 1
    assert "Settings, Tokens for programs" in wrong.err
    assert not wrong.out


def test_no_start_loads_what_only_assistants_need(fitglue: CommandLine) -> None:
    loaded = "import sys, fitglue.cli.serve, fitglue.web.app; print('mcp' in sys.modules)"
    program = [*fitglue.command()[:1], "-c", loaded]
    assert _out(program) == "False\n"


def _out(command: list[str]) -> str:

    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
