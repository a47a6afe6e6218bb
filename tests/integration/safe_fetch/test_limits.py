"""Answers end within their limits, and certificates are those of the name that was typed."""

import gzip
import socket
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fitglue.security.safe_fetch import AllowedHosts, Limits, safe_client
from fitglue.testing.listeners import Answer, listening, says

HERE = AllowedHosts.of("127.0.0.1")
SHORT = Limits(whole_s=0.5, silence_s=0.3, largest=1 << 20)


def packed(body: bytes, packing: str = "gzip") -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {packing}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def fetched(answer: Answer) -> httpx2.Response:
    with listening(answer=answer) as server, safe_client(HERE, SHORT) as client:
        return client.get(server.address)


def dribbling(first: bytes, more: bytes) -> Answer:
    """Send something again and again, more often than a silence lasts."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(more)
            time.sleep(0.05)

    return answer


def test_a_packed_answer_is_unpacked() -> None:
    body = b"a workout " * 10_000
    assert fetched(says(packed(gzip.compress(body)))).content == body
    in_members = gzip.compress(body) + gzip.compress(b"and another")
    assert fetched(says(packed(in_members, "x-gzip"))).content == body + b"and another"


def test_an_answer_is_taken_as_far_as_it_may_be_large() -> None:
    body = bytes(1 << 20)
    assert fetched(says(packed(body, "identity"))).content == body
    with pytest.raises(httpx2.RemoteProtocolError, match="too large"):
        fetched(says(packed(body + b"!", "identity")))


def test_a_bomb_is_not_unpacked_to_its_end() -> None:
    bomb = gzip.compress(bytes(64 << 20))
    with pytest.raises(httpx2.RemoteProtocolError, match="too large"):
        fetched(says(packed(bomb)))


@pytest.mark.parametrize(
    "answer",
    [packed(b"no gzip at all"), packed(gzip.compress(bytes(99), mtime=0)[:-4]), packed(b"?", "br"),
     packed(zlib.compress(b"?"), "deflate"), packed(gzip.compress(b"?", mtime=0), "gzip, gzip")],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_no_answer(answer: bytes) -> None:
    with pytest.raises(httpx2.DecodingError):
        fetched(says(answer))


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"x-more: and more\r\n"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n", b"."),
        (b"", b""),
    ],
    ids=["heading", "body", "nothing"],
)
def test_an_answer_that_never_ends_is_given_up(first: bytes, more: bytes) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        fetched(dribbling(first, more))


def test_a_connection_is_used_again() -> None:
    with listening() as server, safe_client(HERE, SHORT) as client:
        for _ in range(3):
            assert client.get(server.address).text == "ok"
        assert server.connections == 1


def test_an_answer_without_a_body_is_whole() -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 40\r\n\r\n"
    with listening(answer=says(answer)) as server, safe_client(HERE, SHORT) as client:
        assert client.head(server.address).content == b""


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Give what a server called `name` needs for TLS, and the certificate to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "trusted.pem", folder / "private.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted


def test_a_certificate_is_held_against_the_name_that_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certified("nas.example", tmp_path)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with (
        listening(tls=context) as server,
        safe_client(HERE, SHORT, lambda *_: ["127.0.0.1"]) as client,
    ):
        assert client.get(f"https://nas.example:{server.port}/").text == "ok"
        with pytest.raises(httpx2.ConnectError):
            client.get(f"https://other.example:{server.port}/")
    assert names == ["nas.example", "other.example"]
