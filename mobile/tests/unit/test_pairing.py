"""Letting this phone in: the code, the claim, replies that are lost."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.pairing import Invitation, NotPaired, invitation_of, invited
from fitglue_phone.core.ports import Answer
from fitglue_phone.desktop.machine import FileKeychain
from fitglue_phone.simulated import Happening
from fitglue_phone.simulated.phone import CODE, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]


def test_the_qr_code_of_the_servers_page_is_read() -> None:
    link = f"fitglue://pair?server=https%3A%2F%2Ffitglue.example%2Fmine&code={CODE}"
    assert invitation_of(link) == Invitation("https://fitglue.example/mine", CODE)


@pytest.mark.parametrize(
    "link",
    ["https://example.org/?code=1", "fitglue://pair", "WIFI:S:Home;;", "", "fitglue://pair?code=x",
     f"fitglue://pair?server=ftp%3A%2F%2Fa&code={CODE}",
     f"fitglue://pair?server=https%3A%2F%2Fa%40b&code={CODE}"],
)  # fmt: skip
def test_another_qr_code_is_refused_in_a_sentence(link: str) -> None:
    with pytest.raises(NotPaired) as refused:
        invitation_of(link)
    assert refused.value.next_step


@pytest.mark.parametrize(
    ("typed", "address"),
    [("fitglue.example", "https://fitglue.example"), ("http://192.168.1.7:8080/", None),
     ("http://fitglue.local:80", None), ("https://a.example/x/", "https://a.example/x")],
)  # fmt: skip
def test_an_address_may_be_typed(typed: str, address: str | None) -> None:
    assert invited(typed, CODE).server == (address or typed.rstrip("/"))


def test_a_token_never_crosses_the_internet_in_clear() -> None:
    with pytest.raises(NotPaired, match="http"):
        invited("http://fitglue.example", CODE)


def test_a_lost_reply_is_asked_for_again_with_the_same_claim_in_another_life(
    make_phone: MakePhone, server: PhoneServer
) -> None:
    phone = make_phone([])
    server.lose_replies = 1
    with pytest.raises(NotPaired) as lost:
        phone.pairs()
    assert lost.value.again
    assert not phone.app.state().is_paired
    phone.is_relaunched()
    phone.pairs()
    assert phone.app.state().is_paired
    assert len(server.claims) == 2
    assert len(set(server.claims)) == 1
    assert "claim" not in phone.keychain.secrets


def test_another_code_has_a_claim_of_its_own(make_phone: MakePhone, server: PhoneServer) -> None:
    phone = make_phone([])
    server.lose_replies = 1
    with pytest.raises(NotPaired):
        phone.pairs()
    phone.pairs(code="9999-QX2RM-8TTWY")
    assert len(set(server.claims)) == 2


def test_a_code_that_does_not_work_is_said_in_the_servers_words(make_phone: MakePhone) -> None:
    phone = make_phone([])
    phone.uploader.portal = Answer(401, b'{"sentence": "Used.", "next_step": "Show a new one."}')
    with pytest.raises(NotPaired, match="Used") as refused:
        phone.pairs()
    assert (refused.value.next_step, refused.value.again) == ("Show a new one.", False)


def test_signing_in_keeps_no_password(make_phone: MakePhone) -> None:
    phone = make_phone([])
    phone.uploader.portal = Answer(200, b'{"token": "t"}')
    phone.app.sign_in("fitglue.example", "kim@example.org", "four words in row")
    assert phone.app.state().is_paired
    assert "four words" not in str(phone.keychain.secrets)
    files = [one.read_bytes() for one in phone.folder.rglob("*") if one.is_file()]
    assert not any(b"four words" in content for content in files)


def test_who_signs_out_sends_nothing(make_phone: MakePhone, server: PhoneServer) -> None:
    phone = make_phone([])
    phone.pairs()
    phone.app.sign_out()
    phone.wakes(2)
    assert server.asked["/sync/digest"] == 0
    assert not phone.app.state().is_paired


def test_a_desktops_secrets_are_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keychain.json"
    keychain = FileKeychain(file)
    keychain.put("token", "t")
    assert FileKeychain(file).get("token") == "t"
    assert file.stat().st_mode & 0o077 == 0
    keychain.forget("token")
    assert keychain.get("token") is None
