"""People on the command line, while the server runs."""

import httpx2

from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import KIM, serving


def test_the_command_line_lists_invites_resets_and_makes_admins(fitglue: CommandLine) -> None:
    with serving(fitglue) as server:
        with server.signed_up():
            invited = fitglue.run("people", "invite", "lee@example.org")
        assert invited.code == 0
        assert fitglue.run("people", "list", "--json").json["invited"] == ["lee@example.org"]
        with server.browser() as lee:
            form = {**KIM, "name": "Lee", "email": "lee@example.org"}
            assert lee.post(_path(invited.out), data=form).status_code == 303
            assert lee.get("/people").status_code == 403
            assert fitglue.run("people", "admin", "lee@example.org").out == "Lee is an admin.\n"
            assert lee.get("/people").status_code == 200
        _reset(server.browser(), fitglue)
    listed = fitglue.run("people", "list").out
    assert "kim@example.org" in listed
    assert listed.count("admin") == 2


def _reset(browser: httpx2.Client, fitglue: CommandLine) -> None:
    told = fitglue.run("people", "reset", "LEE@example.org")
    assert "within an hour" in told.out
    with browser:
        new = {"password": "quite another one"}
        assert browser.post(_path(told.out), data=new).status_code == 303
        assert browser.get("/activities").status_code == 200
        assert browser.post(_path(told.out), data=new).status_code == 404


def _path(out: str) -> str:
    [link] = [line.strip() for line in out.splitlines() if line.startswith("  http")]
    return "/" + link.split("/", 3)[3]


def test_an_unknown_address_is_said_with_what_to_do(fitglue: CommandLine) -> None:
    for command in ("reset", "admin"):
        ended = fitglue.run("people", command, "nobody@example.org")
        assert ended.code == 1
        assert "fitglue people list" in ended.err
    assert fitglue.run("people", "invite", "nobody").code == 1


def test_what_the_command_line_imports_still_belongs_to_the_first_account(
    fitglue: CommandLine,
) -> None:
    assert "Nobody has an account yet." in fitglue.run("people", "list").out
    early = fitglue.run("people", "invite", "lee@example.org")
    assert early.code == 1
    assert "fitglue serve" in early.err
    with serving(fitglue) as server, server.signed_up():
        people = fitglue.run("people", "list", "--json").json["people"]
    assert [(one["email"], one["is_admin"]) for one in people] == [("kim@example.org", True)]
