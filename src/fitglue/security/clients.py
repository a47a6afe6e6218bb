"""Browsers and programs in words."""

_LONGEST = 400  # what browsers really send has half of that
_SAME_BROWSER = {
    "Mobile Safari": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "HeadlessChrome": "Chrome",
    "Edge Mobile": "Edge",
}
_SAME_SYSTEM = {"Mac OS X": "macOS"}
_APPLE_DEVICES = ("iPhone", "iPad")


def client_in_words(user_agent: str) -> str:
    """Name a browser and where it runs: "Safari on iPhone", "curl"; never longer than a line."""
    from ua_parser import parse  # noqa: PLC0415 - reads its patterns, and few pages name a browser

    told = parse(user_agent[:_LONGEST])
    browser = told.user_agent.family if told.user_agent else ""
    system = told.os.family if told.os else ""
    if told.device and told.device.family in _APPLE_DEVICES:
        system = told.device.family
    named = _SAME_BROWSER.get(browser, browser) or "A program"
    return f"{named} on {_SAME_SYSTEM.get(system, system)}" if system else named
