"""Which addresses lie inside: everything that the public internet does not route to.

The lists are IANA's registries of special purposes, those blocks that are not globally reachable:
https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry.
`ipaddress` has opinions of its own, which change with Python's version.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_INSIDE_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host; Linux takes 0.0.0.0 for itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # a carrier's own network (RFC 6598); one cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own machinery, at a public address
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # all that is given out as global unicast
_INSIDE_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, benchmarks, identifiers: protocols, no hosts
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",
    )
)
# An IPv4 address in its last 32 bits is who answers in the end: as sockets write them (RFC 4291),
# and behind a translator, where a network without IPv4 reaches every public host so (RFC 6052).
_CARRIERS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def inside(address: str | Address) -> bool:
    """Tell whether an address lies inside; whatever is no address does, for nobody knows it."""
    parsed = parsed_address(address)
    if isinstance(parsed, IPv4Address):
        return any(parsed in block for block in _INSIDE_4)
    if isinstance(parsed, IPv6Address):
        return parsed not in _GLOBAL_6 or any(parsed in block for block in _INSIDE_6)
    return True


def parsed_address(address: str | Address) -> Address | None:
    """Read an address, an IPv4 one out of the IPv6 form that carries it; none if it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv4Address):
        return parsed
    plain = IPv6Address(int(parsed))  # without the name of an interface
    carried = any(plain in block for block in _CARRIERS)
    return IPv4Address(int(plain) & 0xFFFF_FFFF) if carried else plain
