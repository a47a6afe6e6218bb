"""Which addresses of Apprise people may type, and what is told of them."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from fitglue.channels.apprise_addresses import WAYS, checked, shown, way_of
from fitglue.domain.errors import NeedsUser


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "dbus://", "gnome://", "windows://", "macosx://", "glib://",
        "syslog://", "rsyslog://localhost", "growl://localhost", "kodi://localhost",
        "mqtt://localhost/topic", "smpp://u:p@localhost/1", "irc://localhost", "xmpp://u@localhost",
        "mailto://u:p@example.org", "blink1://", "exec://true", "amqp://localhost",
    ],
)  # fmt: skip
def test_what_is_no_service_over_http_is_refused(address: str) -> None:
    with pytest.raises(NeedsUser):
        checked(address)


@pytest.mark.parametrize("address", ["", "ntfy", "https://ntfy.sh/x", "ntfy://a b", "ntfy:/x"])
def test_what_is_no_address_of_apprise_is_told_how_one_looks(address: str) -> None:
    with pytest.raises(NeedsUser):
        checked(address)


def test_orders_beyond_where_to_send_are_left_out() -> None:
    asked = "ntfys://ntfy.example/topic?priority=high&Redirect=yes&retry=5&attach=/etc/passwd"
    assert checked(asked) == "ntfys://ntfy.example/topic?priority=high"
    assert checked("gotify://g.example/token?redirect=yes") == "gotify://g.example/token"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("ntfys://user:word@ntfy.example/secret-topic", "ntfy · ntfy.example"),
        ("ntfy://secret-topic", "ntfy"),
        ("tgram://123456789:AAbbCC/987", "Telegram"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "Discord"),
        ("gotifys://g.example:8443/Axyz", "Gotify · g.example:8443"),
        ("slack://TokenA/TokenB/TokenC", "Slack"),
    ],
)
def test_a_list_names_a_channel_without_what_lets_anybody_in(address: str, told: str) -> None:
    assert shown(checked(address)) == told


@pytest.mark.skipif(not find_spec("apprise"), reason="Apprise is not installed")
@pytest.mark.parametrize("scheme", sorted(WAYS))
def test_every_way_is_a_plugin_of_apprise_that_speaks_http(scheme: str) -> None:
    way = way_of(f"{scheme}://")
    plugin = getattr(import_module(f"apprise.plugins.{way.module}"), way.plugin)
    known: set[str] = set()
    for protocol in (plugin.protocol, plugin.secure_protocol):
        known |= {protocol} if isinstance(protocol, str) else set(protocol or ())
    assert scheme in known
