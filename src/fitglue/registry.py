"""One door for every plugin, ours and strangers': the entry point group `fitglue.plugins`.

An entry's name is the plugin's id; where several kinds share one, with the kind behind a dot, as in
`strava.target`.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import cast

from fitglue.domain.errors import Misconfigured
from fitglue.domain.pace import Window
from fitglue.domain.plan import BoosterUse, TargetUse
from fitglue.domain.plugins import Booster, Plugin, PluginKind, Polled, Service, Source, Target

GROUP = "fitglue.plugins"
_CONTRACTS: dict[PluginKind, tuple[type, ...]] = {
    PluginKind.SOURCE: (Source, Polled),
    PluginKind.BOOSTER: (Booster,),
    PluginKind.TARGET: (Target,),
    PluginKind.SERVICE: (Service,),
}


Plugins = Mapping[PluginKind, Mapping[str, Plugin]]


@cache
def plugins() -> Plugins:
    """Load every installed plugin, by kind and id.

    An id belongs to one plugin of a kind; a service, its source and its target may share theirs.
    Raises Misconfigured for one that breaks its contract.
    """
    found: dict[PluginKind, dict[str, Plugin]] = {kind: {} for kind in PluginKind}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        plugin = entry.load()
        _check(entry.name, plugin)
        found[plugin.about.kind][plugin.about.id] = plugin
    return found


def every() -> Iterator[Plugin]:
    """Give every installed plugin, kind by kind, by id."""
    return (plugin for some in plugins().values() for plugin in some.values())


def of_kind(kind: PluginKind) -> Mapping[str, Plugin]:
    """Give the installed plugins of a kind, by id."""
    return plugins()[kind]


def of_use(use: BoosterUse | TargetUse) -> Plugin | None:
    """Give the plugin that a part of a pipeline is; none when it is not installed."""
    return of_kind(kind_of(use)).get(use.plugin)


def kind_of(use: BoosterUse | TargetUse) -> PluginKind:
    """Tell which kind of plugin a part of a pipeline is."""
    return PluginKind.BOOSTER if isinstance(use, BoosterUse) else PluginKind.TARGET


def sources() -> Iterator[Source]:
    """Give the installed sources that read files."""
    found = of_kind(PluginKind.SOURCE).values()
    return (plugin for plugin in found if isinstance(plugin, Source))


def polled(source_id: str) -> Polled:
    """Find a source that is asked by the clock. Raises Misconfigured when it is not installed."""
    plugin = of_kind(PluginKind.SOURCE).get(source_id)
    if not isinstance(plugin, Polled):
        raise _not_installed(PluginKind.SOURCE, source_id)
    return plugin


def polled_through(service_id: str) -> list[Polled]:
    """Give the sources that are asked through the connections to a service."""
    return [
        plugin
        for plugin in of_kind(PluginKind.SOURCE).values()
        if isinstance(plugin, Polled) and plugin.about.connection == service_id
    ]


def booster(booster_id: str) -> Booster:
    """Find a booster. Raises Misconfigured when it is not installed."""
    plugin = of_kind(PluginKind.BOOSTER).get(booster_id)
    if plugin is None:
        raise _not_installed(PluginKind.BOOSTER, booster_id)
    return cast("Booster", plugin)  # `plugins` has held it against its contract


def target(target_id: str) -> Target:
    """Find a target. Raises Misconfigured when it is not installed."""
    plugin = of_kind(PluginKind.TARGET).get(target_id)
    if not isinstance(plugin, Target):
        raise _not_installed(PluginKind.TARGET, target_id)
    return plugin


def service(service_id: str) -> Service:
    """Find a service. Raises Misconfigured when it is not installed."""
    plugin = of_kind(PluginKind.SERVICE).get(service_id)
    if not isinstance(plugin, Service):
        raise _not_installed(PluginKind.SERVICE, service_id)
    return plugin


def pace(target_id: str) -> tuple[Window, ...]:
    """Give how often a target may be asked; nothing for one that is not installed."""
    plugin = of_kind(PluginKind.TARGET).get(target_id)
    return plugin.about.pace if plugin is not None else ()


def has_pace(target_id: str) -> bool:
    """Tell whether a target limits how often it is asked."""
    return bool(pace(target_id))


def service_of(target_id: str) -> str:
    """Name the service that a target needs; nothing for one that needs none or is not there."""
    plugin = of_kind(PluginKind.TARGET).get(target_id)
    return plugin.about.connection if plugin is not None else ""


def through(service_id: str, kind: PluginKind) -> frozenset[str]:
    """Name the plugins of a kind that need a service."""
    return frozenset(
        name for name, plugin in of_kind(kind).items() if plugin.about.connection == service_id
    )


def staying() -> frozenset[str]:
    """Name the sources with terms: what they read stays here."""
    found = of_kind(PluginKind.SOURCE).items()
    return frozenset(name for name, plugin in found if plugin.about.terms is not None)


def _not_installed(kind: PluginKind, plugin_id: str) -> Misconfigured:
    return Misconfigured(
        f"The {kind} “{plugin_id}” is not installed.",
        "Install the package that brings it, or take it out of the pipeline.",
    )


def _check(name: str, plugin: Plugin) -> None:
    about = getattr(plugin, "about", None)
    if about is None or not isinstance(plugin, _CONTRACTS[about.kind]):
        raise Misconfigured(
            f"The plugin “{name}” does not keep the contract of its kind.",
            "Update or remove the package that brings it.",
        )
    if name not in {about.id, f"{about.id}.{about.kind}"}:
        raise Misconfigured(f"The plugin “{name}” calls itself “{about.id}”.", "Report it there.")
