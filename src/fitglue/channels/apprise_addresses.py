"""Addresses of Apprise that people may type: services reached by HTTP, and nothing else.

Apprise also knows ways that run programs, write files, or speak to the desktop and the system log
of the machine it runs on. Only what stands here is ever loaded:
https://appriseit.com/services/
"""

import re
from dataclasses import dataclass

from fitglue.domain.errors import NeedsUser

#: Longer than any address there is.
_LONGEST = 2_000
#: What came of a message, as the process that sends it says.
SENT, REFUSED, LATER, UNKNOWN = "sent", "refused", "later", "unknown"
_ADDRESS = re.compile(r"(?P<scheme>[a-z]+)://(?P<rest>\S+)", re.IGNORECASE)
# Following to elsewhere, trying again (it could arrive twice), files of this machine.
_NOT_FOR_PEOPLE = {"redirect", "retry", "wait", "template", "attach", "attach-as", "cto", "rto"}


@dataclass(frozen=True, slots=True)
class Way:
    """What a scheme leads to: its name for people, and Apprise's module and class.

    `names_host` holds when the first part of an address is a server, and no secret.
    """

    label: str
    module: str
    plugin: str
    names_host: bool = False


_HOSTED = {
    "ntfy": Way("ntfy", "ntfy", "NotifyNtfy", names_host=True),
    "gotify": Way("Gotify", "gotify", "NotifyGotify", names_host=True),
    "matrix": Way("Matrix", "matrix", "NotifyMatrix"),
    "mmost": Way("Mattermost", "mattermost", "NotifyMattermost"),
    "rocket": Way("Rocket.Chat", "rocketchat", "NotifyRocketChat"),
    "signal": Way("Signal", "signal_api", "NotifySignalAPI", names_host=True),
    "nctalk": Way("Nextcloud Talk", "nextcloudtalk", "NotifyNextcloudTalk"),
    "ncloud": Way("Nextcloud", "nextcloud", "NotifyNextcloud"),
    "hassio": Way("Home Assistant", "home_assistant", "NotifyHomeAssistant", names_host=True),
    "bark": Way("Bark", "bark", "NotifyBark", names_host=True),
    "toot": Way("Mastodon", "mastodon", "NotifyMastodon"),
    "synology": Way("Synology Chat", "synology", "NotifySynology", names_host=True),
    "json": Way("JSON", "custom_json", "NotifyJSON", names_host=True),
    "apprise": Way("Apprise API", "apprise_api", "NotifyAppriseAPI", names_host=True),
}
_ELSEWHERE = {
    "tgram": Way("Telegram", "telegram", "NotifyTelegram"),
    "discord": Way("Discord", "discord", "NotifyDiscord"),
    "slack": Way("Slack", "slack", "NotifySlack"),
    "pover": Way("Pushover", "pushover", "NotifyPushover"),
    "pbul": Way("Pushbullet", "pushbullet", "NotifyPushBullet"),
    "psafer": Way("Pushsafer", "pushsafer", "NotifyPushSafer"),
    "spush": Way("SimplePush", "simplepush", "NotifySimplePush"),
    "pushy": Way("Pushy", "pushy", "NotifyPushy"),
    "prowl": Way("Prowl", "prowl", "NotifyProwl"),
    "join": Way("Join", "join", "NotifyJoin"),
    "threema": Way("Threema", "threema", "NotifyThreema"),
    "line": Way("LINE", "line", "NotifyLine"),
    "wxteams": Way("Webex", "webexteams", "NotifyWebexTeams"),
    "workflows": Way("Microsoft Teams", "workflows", "NotifyWorkflows"),
    "gchat": Way("Google Chat", "google_chat", "NotifyGoogleChat"),
    "zulip": Way("Zulip", "zulip", "NotifyZulip"),
    "twist": Way("Twist", "twist", "NotifyTwist"),
    "revolt": Way("Revolt", "revolt", "NotifyRevolt"),
    "guilded": Way("Guilded", "guilded", "NotifyGuilded"),
    "bluesky": Way("Bluesky", "bluesky", "NotifyBlueSky"),
    "notifiarr": Way("Notifiarr", "notifiarr", "NotifyNotifiarr"),
    "ifttt": Way("IFTTT", "ifttt", "NotifyIFTTT"),
}
#: Every scheme, the encrypted forms of servers' own included.
WAYS = _HOSTED | {f"{scheme}s": way for scheme, way in _HOSTED.items()} | _ELSEWHERE
#: Their names, for a page.
LABELS = tuple(way.label for way in (_HOSTED | _ELSEWHERE).values())


def checked(address: str) -> str:
    """Give an address as it may be used. Raises NeedsUser for one that is none of those."""
    address = address.strip()
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > _LONGEST:
        raise NeedsUser(
            "That is no address of Apprise.",
            "It looks like ntfys://ntfy.example.org/topic or tgram://token/chat.",
        )
    if match["scheme"].lower() not in WAYS:
        raise NeedsUser(
            f"FitGlue does not send to “{match['scheme']}://” addresses.",
            "Choose one of the services that the page names.",
        )
    return _without_orders(address)


def way_of(address: str) -> Way:
    """Give what an address leads to."""
    return WAYS[address.partition("://")[0].lower()]


def shown(address: str) -> str:
    """Name an address for a list, telling nothing that lets anybody in: "ntfy · ntfy.sh"."""
    way, rest = way_of(address), address.partition("://")[2]
    host, slash, path = rest.partition("?")[0].partition("/")
    host = host.rpartition("@")[2]
    # ntfy://topic alone means the topic of a public server, and a topic is its own password.
    is_told = way.names_host and slash and path and host
    return f"{way.label} · {host}" if is_told else way.label


def _without_orders(address: str) -> str:
    """Leave out what an address may order beyond where to send."""
    where, mark, query = address.partition("?")
    kept = [
        part for part in query.split("&") if part.partition("=")[0].lower() not in _NOT_FOR_PEOPLE
    ]
    return where + (mark + "&".join(kept) if any(kept) else "")
