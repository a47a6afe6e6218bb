"""Which addresses are inside, in every form that they can be written in."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.security.safe_fetch import inside

INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",  # noqa: S104 - no one listens there
    "100.64.0.1", "100.100.100.200",
    "100.127.255.255", "127.0.0.1", "127.8.8.8", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "100::1", "2001:db8::1", "2001::1", "2001:2::1", "2002:808:808::1", "3fff::1", "5f00::1",
    "64:ff9b:1::a00:1", "::8.8.8.8",
]  # fmt: skip
OUTSIDE = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0",
    "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2606:4700::1111", "2a00:1450::8a", "2001:4860:4860::8888", "2400:cb00::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip

TRANSLATED = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))

private = st.sampled_from(
    ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8",
     "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8", "224.0.0.0/3")
).flatmap(lambda network: st.ip_addresses(v=4, network=network))  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_the_internet_does_not_route_to_is_inside(address: str) -> None:
    assert inside(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_anybody_can_reach_is_outside(address: str) -> None:
    assert not inside(address)


@pytest.mark.parametrize("text", ["", "example.org", "0177.0.0.1", "2130706433", "127.1", "::g"])
def test_what_is_no_address_counts_as_inside(text: str) -> None:
    assert inside(text)


def carriers(address: IPv4Address) -> list[IPv6Address]:
    """Every IPv6 form in which an IPv4 address travels."""
    number = int(address)
    return [
        IPv6Address(0xFFFF << 32 | number),  # mapped
        IPv6Address(number),  # compatible
        IPv6Address(0x0064_FF9B << 96 | number),  # NAT64
        IPv6Address(0x2002 << 112 | number << 80 | 1),  # 6to4
        IPv6Address(0x2001_0000 << 96 | (number ^ 0xFFFF_FFFF)),  # Teredo's client
        IPv6Address(0x2001_0000 << 96 | number << 64 | 0xF7F7_F7F7),  # Teredo's server
    ]


@given(private)
def test_no_ipv6_form_brings_a_private_address_outside(address: IPv4Address) -> None:
    assert inside(address)
    assert all(inside(form) for form in carriers(address))


@given(st.ip_addresses())
def test_a_text_is_judged_as_its_address(address: IPv4Address | IPv6Address) -> None:
    assert inside(str(address)) == inside(address)


@given(st.ip_addresses())
def test_what_python_does_not_call_global_is_inside(address: IPv4Address | IPv6Address) -> None:
    carries = isinstance(address, IPv6Address) and any(address in block for block in TRANSLATED)
    if not carries and (not address.is_global or address.is_multicast or address.is_reserved):
        assert inside(address)
