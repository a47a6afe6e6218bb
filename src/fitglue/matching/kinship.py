"""How alike two sports are: apps name one session differently."""

from enum import Enum

from fitglue.domain.sport import OTHER, Sport

_FAMILIES = {
    "on foot": "running walking hiking track_and_field snow_sports stairs",
    "on wheels": "cycling hand_cycling",
    "in a wheelchair": "wheelchair_walk_pace wheelchair_run_pace hand_cycling",
    "in the water": "swimming water_fitness water_polo underwater_diving water_sports",
    "on the water": "paddle_sports rowing sailing surfing_sports water_sports",
    "on snow": "cross_country_skiing downhill_skiing snowboarding snow_sports",
    "on skates": "skating_sports hockey",
    "in the gym": (
        "functional_strength_training traditional_strength_training core_training cross_training "
        "high_intensity_interval_training mixed_cardio mixed_metabolic_cardio_training gymnastics "
        "jump_rope step_training elliptical stair_climbing stairs barre pilates kickboxing boxing "
        "dance_inspired_training fitness_gaming climbing"
    ),
    "on the mat": (
        "yoga pilates flexibility tai_chi mind_and_body barre cooldown preparation_and_recovery "
        "core_training gymnastics"
    ),
    "with a racket": "badminton racquetball squash table_tennis tennis pickleball",
    "with a ball": (
        "american_football australian_football baseball basketball cricket handball hockey "
        "lacrosse rugby soccer softball volleyball bowling golf disc_sports water_polo"
    ),
    "a fight": "boxing kickboxing martial_arts wrestling fencing tai_chi",
    "a dance": "dance dance_inspired_training cardio_dance social_dance",
}
#: What a watch or an app offers when its list does not have the sport: indoors, anything.
_CATCH_ALL = {"cross_training", "mixed_cardio", "high_intensity_interval_training", "play"}
_SEVERAL = {"swim_bike_run": {"swimming", "cycling", "running", "transition"}}


class Kinship(Enum):
    """How near two sports are, with how much that says, in bits."""

    SAME = 2.0
    FAMILY = 1.0
    UNSAID = 0.0  # one says only "workout", or it is a part of the other
    LOOSE = -1.0
    NONE = -8.0


def kinship(one: Sport, other: Sport) -> Kinship:
    """Say how near two sports are."""
    if OTHER.key in {one.key, other.key}:
        return Kinship.UNSAID
    if one.key == other.key:
        return Kinship.SAME
    if _families(one) & _families(other):
        return Kinship.FAMILY
    if other.key in _SEVERAL.get(one.key, ()) or one.key in _SEVERAL.get(other.key, ()):
        return Kinship.UNSAID
    return Kinship.LOOSE if {one.key, other.key} & _CATCH_ALL else Kinship.NONE


def _families(sport: Sport) -> set[str]:
    return {family for family, keys in _FAMILIES.items() if sport.key in keys.split()}
