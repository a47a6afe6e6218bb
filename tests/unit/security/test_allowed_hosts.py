"""What the operator may write into FITGLUE_ALLOWED_HOSTS, and what that allows."""

import pytest

from fitglue.domain.errors import Misconfigured, NeedsUser
from fitglue.security.safe_fetch import AllowedHosts


@pytest.mark.parametrize(
    ("setting", "host", "port", "address"),
    [
        ("nas.local", "nas.local", 80, "192.168.1.5"),
        ("NAS.local", "nas.LOCAL.", 80, "192.168.1.5"),
        ("nas.local:8080", "nas.local", 8080, "192.168.1.5"),
        ("192.168.1.5", "nas.local", 80, "192.168.1.5"),
        ("192.168.1.5:81", "192.168.1.5", 81, "192.168.1.5"),
        ("192.168.1.5", "192.168.1.5", 80, "::ffff:192.168.1.5"),
        ("10.0.0.0/24", "nas.local", 80, "10.0.0.77"),
        ("10.0.0.9/24", "nas.local", 80, "10.0.0.77"),
        ("::1", "::1", 80, "::1"),
        ("[fd00::5]:443", "nas.local", 443, "fd00::5"),
        ("fd00::/8", "nas.local", 443, "fd00::5"),
        (" other.local , nas.local ", "nas.local", 80, "10.0.0.1"),
        ("", "example.org", 80, "8.8.8.8"),
    ],
)
def test_what_is_named_may_be_reached(setting: str, host: str, port: int, address: str) -> None:
    AllowedHosts.of(setting).check(host, port, address)


@pytest.mark.parametrize(
    ("setting", "host", "port", "address"),
    [
        ("", "nas.local", 80, "192.168.1.5"),
        ("nas.local", "evil.example", 80, "192.168.1.5"),
        ("nas.local", "nas.local.evil.example", 80, "192.168.1.5"),
        ("nas.local:8080", "nas.local", 80, "192.168.1.5"),
        ("192.168.1.5:81", "192.168.1.5", 80, "192.168.1.5"),
        ("10.0.0.0/24", "nas.local", 80, "10.0.1.77"),
        ("fd00::/8", "nas.local", 443, "fe80::5"),
        ("8.8.8.8", "nas.local", 443, "not an address"),
    ],
)
def test_what_is_not_named_may_not(setting: str, host: str, port: int, address: str) -> None:
    with pytest.raises(NeedsUser) as refused:
        AllowedHosts.of(setting).check(host, port, address)
    assert host in refused.value.sentence
    assert "FITGLUE_ALLOWED_HOSTS" in refused.value.next_step


@pytest.mark.parametrize(
    "setting",
    ["http://nas.local", "nas.local/path", "nas.local:0", "nas.local:70000", "kim@nas.local",
     "[nas.local]:80", "[::1", "nas local", "10.0.0.0/24:80", "näs.local"],
)  # fmt: skip
def test_what_is_no_host_is_refused_at_the_start(setting: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        AllowedHosts.of(f"fine.local, {setting}")
    assert setting in refused.value.sentence
    assert "nas.local" in refused.value.next_step
