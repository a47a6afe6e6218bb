"""Showcase: a page per activity on this server, under a link that nobody can guess."""

from typing import Literal

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import Ability, About, Example, PluginKind, Receipt, TargetTools
from fitglue.domain.showcase import Audience, Look, PageLink, ShowcasePage
from fitglue.targets.showcase.showing import Choices, as_shown


class ShowcaseSettings(BaseModel):
    """Who may see it, what there is to see, and how it looks."""

    audience: Literal["link", "profile", "me"] = Field(
        default="link", title="Who may see it",
        description="Nobody finds a page by chance. Your profile is in Settings, Showcase.",
        json_schema_extra={"labels": {
            "link": "Who has the link", "profile": "It is listed on my profile", "me": "Only me",
        }},
    )  # fmt: skip
    look: Literal["moss", "sea", "clay"] = Field(
        default="moss", title="Colours", description="Light by day, dark by night.",
        json_schema_extra={"labels": {"moss": "Moss", "sea": "Sea", "clay": "Clay"}},
    )  # fmt: skip
    map: bool = Field(
        default=True, title="Map", description="The route, and the altitude along it."
    )
    hide_start_m: float = Field(
        default=200, ge=0, le=20_000, title="Hide the first", json_schema_extra={"unit": "m"},
        description="This much of the route, beside what a Privacy Zone hides.",
    )  # fmt: skip
    hide_end_m: float = Field(
        default=200, ge=0, le=20_000, title="Hide the last", json_schema_extra={"unit": "m"},
        description="This much of the route at its end.",
    )  # fmt: skip
    heart_rate: bool = Field(
        default=False, title="Heart rate",
        description="Also energy, effort and load: what tells of your body.",
    )  # fmt: skip
    exact_times: bool = Field(
        default=False, title="Time of day",
        description="Off, the page tells the day, and nothing of when you are out.",
    )  # fmt: skip
    own_title: bool = Field(
        default=True, title="Title", description="Off, the page is named by its sport."
    )
    text: bool = Field(
        default=True, title="Description", description="With what boosters write into it."
    )


ABOUT = About(
    id="showcase",
    kind=PluginKind.TARGET,
    name="Showcase",
    summary="Shows the activity on a page of this server, to whom you give its link.",
    description=(
        "A page with map, charts, laps and sets, under a link that nobody can guess and that you "
        "can take back at any time. It shows the activity as this pipeline made it and only what "
        "you choose; the rest is not even kept with it."
    ),
    settings=ShowcaseSettings,
    abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE, Ability.KNOWS_AGAIN}),
    examples=(
        Example("Friends with the link see the route, but for its ends."),
        Example("It is on your profile, with heart rate.",
                {"audience": "profile", "heart_rate": True}),
    ),
)  # fmt: skip


class ShowcaseTarget:
    """Shows activities on pages of this server."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Show the activity, in place of an earlier state of it."""
        return _receipt(tools.showcase.put(_page(activity, tools)))

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Show it as it is now; the link stays."""
        del receipt
        return self.deliver(activity, tools)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look whether there is a page."""
        del activity
        found = tools.showcase.find()
        return None if found is None else _receipt(found)

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Forget the page."""
        del receipt
        tools.showcase.remove()


def _page(activity: Activity, tools: TargetTools) -> ShowcasePage:
    settings = ShowcaseSettings.model_validate(tools.settings.model_dump())
    wanted = Choices(
        map=settings.map, hide_start_m=settings.hide_start_m, hide_end_m=settings.hide_end_m,
        heart_rate=settings.heart_rate, time_of_day=settings.exact_times,
        title=settings.own_title, text=settings.text,
    )  # fmt: skip
    return ShowcasePage(
        activity=as_shown(activity, wanted),
        audience=Audience(settings.audience),
        look=Look(settings.look),
        tells_time=settings.exact_times,
    )


def _receipt(page: PageLink) -> Receipt:
    return Receipt(page.id, page.address)


plugin = ShowcaseTarget()
