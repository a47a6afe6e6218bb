"""One door for every plugin, ours and strangers': the entry point group `fitglue.plugins`."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from typing import cast

from fitglue.domain.errors import Misconfigured
from fitglue.domain.pace import Window
from fitglue.domain.plugins import Booster, Plugin, PluginKind, Polled, Service, Source, Target

GROUP = "fitglue.plugins"
_CONTRACTS: dict[PluginKind, tuple[type, ...]] = {
    PluginKind.SOURCE: (Source, Polled),
    PluginKind.BOOSTER: (Booster,),
    PluginKind.TARGET: (Target,),
    PluginKind.SERVICE: (Service,),
}


@cache
def plugins() -> dict[str, Plugin]:
    """Load every installed plugin, by id. Raises Misconfigured for one that breaks its contract."""
    found: dict[str, Plugin] = {}
    for entry in entry_points(group=GROUP):
        plugin = entry.load()
        _check(entry.name, plugin)
        found[plugin.about.id] = plugin
    return dict(sorted(found.items()))


def sources() -> Iterator[Source]:
    """Give the installed sources."""
    return (plugin for plugin in plugins().values() if isinstance(plugin, Source))


def polled(plugin_id: str) -> Polled:
    """Find a source that is asked by the clock. Raises Misconfigured when it is not installed."""
    plugin = plugins().get(plugin_id)
    if not isinstance(plugin, Polled):
        raise Misconfigured(
            f"The source “{plugin_id}” is not installed.",
            "Install the package that brings it.",
        )
    return plugin


def polled_through(service_id: str) -> list[Polled]:
    """Give the sources that are asked through the connections to a service."""
    return [
        plugin
        for plugin in plugins().values()
        if isinstance(plugin, Polled) and plugin.about.connection == service_id
    ]


def booster(plugin_id: str) -> Booster:
    """Find a booster. Raises Misconfigured when it is not installed."""
    plugin = plugins().get(plugin_id)
    if plugin is None or plugin.about.kind is not PluginKind.BOOSTER:
        raise Misconfigured(
            f"The booster “{plugin_id}” is not installed.",
            "Install the package that brings it, or take it out of the pipeline.",
        )
    return cast("Booster", plugin)  # `plugins` has held it against its contract


def pace(plugin_id: str) -> tuple[Window, ...]:
    """Give how often a plugin's service may be asked; nothing for one that is not installed."""
    plugin = plugins().get(plugin_id)
    return plugin.about.pace if plugin is not None else ()


def has_pace(plugin_id: str) -> bool:
    """Tell whether a plugin's service limits how often it is asked."""
    return bool(pace(plugin_id))


def service_of(plugin_id: str) -> str:
    """Name the service that a plugin needs; nothing for one that needs none or is not there."""
    plugin = plugins().get(plugin_id)
    return plugin.about.connection if plugin is not None else ""


def through(service_id: str, kind: PluginKind) -> frozenset[str]:
    """Name the plugins of a kind that need a service."""
    return frozenset(
        name
        for name, plugin in plugins().items()
        if plugin.about.kind is kind and plugin.about.connection == service_id
    )


def target(plugin_id: str) -> Target:
    """Find a target. Raises Misconfigured when it is not installed."""
    plugin = plugins().get(plugin_id)
    if not isinstance(plugin, Target):
        raise Misconfigured(
            f"The target “{plugin_id}” is not installed.",
            "Install the package that brings it, or take it out of the pipeline.",
        )
    return plugin


def service(service_id: str) -> Service:
    """Find a service. Raises Misconfigured when it is not installed."""
    plugin = plugins().get(service_id)
    if not isinstance(plugin, Service):
        raise Misconfigured(
            f"The service “{service_id}” is not installed.",
            "Install the package that brings it.",
        )
    return plugin


def _check(name: str, plugin: Plugin) -> None:
    about = getattr(plugin, "about", None)
    if about is None or not isinstance(plugin, _CONTRACTS[about.kind]):
        raise Misconfigured(
            f"The plugin “{name}” does not keep the contract of its kind.",
            "Update or remove the package that brings it.",
        )
    if about.id != name:
        raise Misconfigured(f"The plugin “{name}” calls itself “{about.id}”.", "Report it there.")
