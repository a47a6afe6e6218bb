"""Another sport for an activity, and what follows from it."""

from dataclasses import replace

from fitglue.domain.activity import Activity, TitleSetBy, default_title
from fitglue.domain.sport import Sport
from fitglue.domain.workout import How, Origin


def with_sport(
    activity: Activity, sport: Sport, *, by: str, indoor: bool | None = None
) -> Activity:
    """Give the activity as one of another sport; `indoor` None leaves where it was.

    A title that nobody chose ("Morning Run") follows, unless the recording named the workout. The
    provenance names who said so. The same activity comes back when nothing is another.
    """
    workout = activity.workout
    place = workout.indoor if indoor is None else indoor
    named = {
        "sport": workout.sport.key != sport.key,
        "indoor": place is not workout.indoor,
    }
    if not any(named.values()):
        return activity
    said = {name: Origin(by, How.STATED) for name, differs in named.items() if differs}
    kept = sport if named["sport"] else workout.sport
    after = replace(
        workout, sport=kept, indoor=place, provenance={**workout.provenance, **said}
    )  # fmt: skip
    if activity.title_set_by is not TitleSetBy.DEFAULT:
        return replace(activity, workout=after)
    title, set_by = default_title(after)
    return replace(activity, workout=after, title=title, title_set_by=set_by)
