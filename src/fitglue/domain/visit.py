"""Where a request comes from."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class Visit:
    """The address that asks, and its program in words: "Firefox on Linux"."""

    address: str
    client: str

    @property
    def network(self) -> str:
        """Give what counts as one visitor: a home has one IPv4 address, but a whole IPv6 /64."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
            return str(IPv6Address(int(address) >> 64 << 64))
        return self.address


#: The machine's own command line.
NOWHERE = Visit("", "The command line")
