"""What a page weighs as it goes over the wire: itself, and what it names and what that imports.

What a script loads later, as the engine of the map and the samples of a chart, is no part of it.
"""

import re
from posixpath import dirname, normpath

import httpx2

_NAMED = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="(/assets/[^"]+\.(?:m?js|css))"')
_IMPORTED = re.compile(r'\b(?:import|from)\s*"(\.{1,2}/[^"]+)"')


def sent_kb(browser: httpx2.Client, page: str) -> float:
    """Ask for a page with its scripts and styles, as compressed as they come."""
    answer = browser.get(page).raise_for_status()
    sent, waiting = answer.num_bytes_downloaded, _NAMED.findall(answer.text)
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            part = browser.get(address).raise_for_status()
            sent += part.num_bytes_downloaded
            waiting += _imported(address, part.text)
    return round(sent / 1000, 1)


def _imported(address: str, script: str) -> list[str]:
    """Name what a script cannot begin without."""
    return [normpath(f"{dirname(address)}/{name}") for name in _IMPORTED.findall(script)]
