"""Whether a person can use a plugin now; if not, the reason and the button that changes it."""

from collections.abc import Collection
from dataclasses import dataclass

from fitglue import registry
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.terms import stays
from fitglue.domain.tiers import Tier, why_gated
from fitglue.instance import Instance
from fitglue.web.languages import gettext

_OTHERS = "/pipelines/new?source=apple_health&source=file_upload&step=better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A plugin on offer. `lacks` is what is in the way, `press` and `address` its button.

    One that `can_be_chosen` may be taken all the same: it waits until nothing is in the way.
    """

    about: About
    lacks: str = ""
    press: str = ""
    address: str = ""
    can_be_chosen: bool = True
    is_chosen: bool = False
    is_hidden: bool = False  # a search is for something else
    why: str = ""


@dataclass(frozen=True, slots=True)
class Means:
    """What a person has: services with an account that was connected, and a plan."""

    services: Collection[str]
    tier: Tier

    def offered(self, about: About) -> Offered:
        """Say whether a plugin can be used."""
        if about.terms is not None:
            return Offered(
                about=about,
                lacks=stays(about.name),
                press=gettext("Use Apple Health or files instead"),
                address=_OTHERS,
                can_be_chosen=False,
            )
        if why := why_gated(about, self.tier):
            return Offered(
                about=about, lacks=why, press=gettext("See your plan"), address="/settings/plan"
            )
        service = registry.of_kind(PluginKind.SERVICE).get(about.connection)
        if service is None or about.connection in self.services:
            return Offered(about=about)
        name = service.about.name
        return Offered(
            about=about,
            lacks=gettext("Needs %(name)s, which is not connected yet.", name=name),
            press=gettext("Connect %(name)s", name=name),
            address=f"/connections/new/{about.connection}",
        )


#: For who has nothing connected, where there are no plans.
NO_MEANS = Means(frozenset(), Tier.ATHLETE)


def means_of(instance: Instance, account_id: str) -> Means:
    """Look up what a person has."""
    rows = instance.store.connections.of_account(account_id)
    services = {row.service for row in rows if row.state != ConnectionState.BEGUN}
    tier = instance.admission.tier(account_id) if instance.current.plans else Tier.ATHLETE
    return Means(services, tier)
