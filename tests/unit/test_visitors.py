"""Browsers in words, and what counts as one visitor."""

import pytest

from fitglue.domain.audit import SENTENCES, Event
from fitglue.domain.visit import Visit
from fitglue.security.clients import client_in_words
from fitglue.store.tables import AuditRow
from fitglue.web.audit_view import audit_lines

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
PHONE = "Version/17.5 Mobile/15E148 Safari/604.1"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox on Linux"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} {PHONE}",
         "Safari on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/17.4 Safari/605.1.15",
         "Safari on macOS"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/125.0.0.0",
         "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {CHROME} Mobile Safari/537.36",
         "Chrome on Android"),
        ("curl/8.5", "curl"),
        ("", "A program"),
        ("<script>alert(1)</script>", "A program"),
        ("x" * 100_000, "A program"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert client_in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_visitor_is_an_ipv4_address_or_an_ipv6_network(address: str, network: str) -> None:
    assert Visit(address, "").network == network


def a_row(event: str, **details: str) -> AuditRow:
    return AuditRow(
        account_id="lee", by="kim", event=event, details=details, client="curl", address=""
    )


def test_the_log_reads_as_sentences_about_people() -> None:
    names = {"kim": "Kim", "lee": "Lee"}
    rows = [a_row("token.made", name="Script"), a_row("admin.made")]
    assert [line.sentence for line in audit_lines(rows, names)] == [
        "Token “Script” made", "Made an admin",
    ]  # fmt: skip
    assert audit_lines(rows, names)[1].who == "Lee, by Kim"
    assert audit_lines(rows, names, "kim")[1].who == "Lee, by you"
    assert audit_lines(rows, names, "lee")[1].who == "by Kim"


def test_an_event_of_a_later_version_and_one_without_its_details_can_be_read() -> None:
    rows = [a_row("strava.un_linked"), a_row("token.made")]
    assert [line.sentence for line in audit_lines(rows, {})] == ["Strava un linked", "Token made"]


def test_every_sentence_asks_only_for_details_that_its_event_has() -> None:
    details = ("name", "email", "way", "pages", "tier", "told", "value", "what", "number")
    for event in Event:
        assert SENTENCES[event].format_map(dict.fromkeys(details, "")) is not None
