"""The hosts inside that the operator allows: FITGLUE_ALLOWED_HOSTS."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from fitglue.domain.errors import Misconfigured, NeedsUser
from fitglue.security.safe_fetch.addresses import inside, parsed_address

_HOST_AND_PORT = re.compile(
    r"(\[(?P<six>[0-9a-f:.]+)\]|(?P<host>[a-z0-9._-]+))(:(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class _Entry:
    """A host by its name, or a network; at one port or at all of them."""

    name: str = ""
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    def covers(self, host: str, port: int, address: str) -> bool:
        if self.port not in {None, port}:
            return False
        if self.network is None:
            return self.name == plain_name(host)
        parsed = parsed_address(address)
        return parsed is not None and parsed in self.network


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Which addresses may be reached: all outside, and those inside that the operator named."""

    entries: tuple[_Entry, ...] = ()

    @classmethod
    def of(cls, setting: str) -> "AllowedHosts":
        """Read hosts, hosts with ports, and networks, with commas between. Raises Misconfigured."""
        return cls(tuple(_entry(said.strip()) for said in setting.split(",") if said.strip()))

    def check(self, host: str, port: int, address: str) -> None:
        """Raise NeedsUser for an address inside that nobody allowed for this host."""
        if not self.permit(host, port, address):
            raise not_allowed(host)

    def permit(self, host: str, port: int, address: str) -> bool:
        """Tell whether it is outside, or the operator named the host or a network around it."""
        named = any(entry.covers(host, port, address) for entry in self.entries)
        return named or not inside(address)


def not_allowed(host: str) -> NeedsUser:
    """Say that a host is inside, and who can change what about it."""
    return NeedsUser(
        f"FitGlue does not connect to {host}: its address lies inside the server's own network.",
        f"If it belongs there, the operator can allow it: FITGLUE_ALLOWED_HOSTS={plain_name(host)}",
    )


def plain_name(host: str) -> str:
    """Write a host as it is compared: in small letters, without the dot of the root."""
    return host.lower().rstrip(".")


def _entry(said: str) -> _Entry:
    try:
        return _Entry(network=ip_network(said, strict=False))
    except ValueError:
        pass  # a name, or something with a port
    match = _HOST_AND_PORT.fullmatch(said)
    if match is None:
        raise _makes_no_sense(said)
    port = int(match["port"]) if match["port"] else None
    address = parsed_address(match["six"] or match["host"])
    is_bad_port = port is not None and not 0 < port <= _LAST_PORT
    if is_bad_port or (match["six"] and address is None):
        raise _makes_no_sense(said)
    if address is None:
        return _Entry(name=plain_name(match["host"]), port=port)
    return _Entry(network=ip_network(address), port=port)


def _makes_no_sense(said: str) -> Misconfigured:
    return Misconfigured(
        f"FITGLUE_ALLOWED_HOSTS names “{said}”, which is no host.",
        "Write hosts, hosts with ports and networks, with commas between: "
        "nas.local, 192.168.1.5:8080, 10.0.0.0/24.",
    )
