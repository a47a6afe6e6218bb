"""Google Health's 182 types of exercise in our sports.

The values of `Exercise.exerciseType` in https://health.googleapis.com/$discovery/rest?version=v4,
revision 20261030. What is no sport of ours is `other` on purpose: housework, motors, games of
skill.
"""

from fitglue.domain.sport import OTHER, Sport, by_key
from fitglue.domain.workout import SwimLocation

_TYPES = {
    "american_football": "FOOTBALL_AMERICAN",
    "archery": "ARCHERY",
    "australian_football": "FOOTBALL_AUSTRALIAN",
    "badminton": "BADMINTON",
    "barre": "BARRE_CLASS",
    "baseball": "BASEBALL",
    "basketball": "BASKETBALL",
    "bowling": "BOWLING",
    "boxing": "BOXING",
    "cardio_dance": "ZUMBA",
    "climbing": "CLIMBING INDOOR_CLIMBING ROCK_CLIMBING",
    "core_training": "CORE_TRAINING",
    "cricket": "CRICKET",
    "cross_country_skiing": "CROSS_COUNTRY_SKI",
    "cross_training": "BOOTCAMP CIRCUIT_TRAINING CROSSFIT CROSS_TRAINING",
    "curling": "CURLING",
    "cycling": (
        "ASSAULT_BIKE BIKING ELECTRIC_BIKE MOUNTAIN_BIKE OUTDOOR_BIKE SPINNING STATIONARY_BIKE "
        "UNICYCLING"
    ),
    "dance": "BALLET BREAKDANCING DANCING HIP_HOP JAZZ_DANCE MODERN_DANCE",
    "disc_sports": "FRISBEE_PLAYING_GENERAL ULTIMATE_FRISBEE",
    "downhill_skiing": "SKIING",
    "elliptical": "ELLIPTICAL",
    "equestrian_sports": "EQUESTRIAN_SPORTS POLO",
    "fencing": "FENCING",
    "fishing": "FISHING",
    "fitness_gaming": "FITNESS_GAMING",
    "flexibility": "STRETCHING",
    "functional_strength_training": (
        "BODY_WEIGHT CALISTHENICS FUNCTIONAL_STRENGTH_TRAINING RESISTANCE_BANDS TRX"
    ),
    "golf": "GOLF",
    "gymnastics": "CHEERLEADING GYMNASTICS PARKOUR TRAMPOLINE",
    "hand_cycling": "HAND_CYCLING",
    "handball": "HANDBALL",
    "high_intensity_interval_training": "HIIT INTERVAL_WORKOUT TABATA_WORKOUT",
    "hiking": "BACKPACKING HIKING RUCKING",
    "hockey": "FIELD_HOCKEY HOCKEY",
    "hunting": "HUNTING",
    "jump_rope": "JUMPING_ROPE",
    "kickboxing": "KICKBOXING MUAY_THAI",
    "lacrosse": "LACROSSE",
    "martial_arts": "JIU_JITSU KARATE MARTIAL_ARTS TAEKWONDO",
    "mind_and_body": "MEDITATE",
    "mixed_cardio": "AEROBIC_WORKOUT CARDIO_SCULPT CARDIO_WORKOUT EXERCISE_CLASS",
    "paddle_sports": "CANOEING KAYAKING PADDLEBOARDING",
    "pickleball": "PICKELBALL",
    "pilates": "PILATES",
    "racquetball": "RACQUETBALL",
    "rowing": "ROWING ROWING_MACHINE",
    "rugby": "RUGBY",
    "running": "INCLINE_RUN ORIENTEERING RUNNING TRAIL_RUN TREADMILL",
    "sailing": "SAILING",
    "skating_sports": (
        "ICE_SKATING ROLLERBLADING ROLLER_SKATING SKATEBOARDING SKATING SPEED_SKATING"
    ),
    "snow_sports": "SNOWMOBILING SNOWSHOEING SNOW_SPORT",
    "snowboarding": "SNOWBOARDING",
    "soccer": "SOCCER",
    "social_dance": "BALLROOM_DANCE TANGO",
    "softball": "SOFTBALL",
    "squash": "SQUASH",
    "stair_climbing": "STAIRCLIMBER",
    "step_training": "STEP_TRAINING",
    "surfing_sports": "KITESURFING SURFING WINDSURFING",
    "swim_bike_run": "MULTISPORT",
    "swimming": "SWIMMING SWIMMING_OPEN_WATER SWIMMING_POOL",
    "table_tennis": "TABLE_TENNIS",
    "tai_chi": "TAI_CHI",
    "tennis": "PADEL TENNIS",
    "track_and_field": "TRACK_AND_FIELD",
    "traditional_strength_training": (
        "FREE_WEIGHTS POWERLIFTING STRENGTH_TRAINING WEIGHTLIFTING WEIGHTS WEIGHT_MACHINES"
    ),
    "underwater_diving": "SCUBA_DIVING SNORKELING",
    "volleyball": "VOLLEYBALL VOLLEYBALL_BEACH",
    "walking": (
        "INCLINE_WALK NORDIC_WALKING POWER_WALKING STROLLER_WALK TREADMILL_WALK WALKING "
        "WALK_WITH_WEIGHTS"
    ),
    "water_fitness": "SYNCHRONIZED_SWIMMING WATER_AEROBICS WATER_JOGGING",
    "water_polo": "WATER_POLO",
    "water_sports": "DIVING FOILING WAKEBOARDING WATER_SKIING WATER_SPORT WATER_VOLLEYBALL",
    "wheelchair_walk_pace": "WHEELCHAIR",
    "wrestling": "WRESTLING",
    "yoga": "YOGA YOGA_BIKRAM YOGA_HATHA YOGA_POWER YOGA_VINYASA",
    OTHER.key: (
        "BILLIARDS CARPENTRY CLEANING CROQUET ELECTRIC_SCOOTER EXERCISE_TYPE_UNSPECIFIED "
        "GARDENING HOEING HOUSEHOLD_CHORES MOTOCROSS MOTORCYCLE MOWING_LAWN MUSICAL_PERFORMANCE "
        "OTHER OUTDOOR_WORKOUT PAINTING PARAGLIDING RACKET_SPORTS SCOOTERING SHOOTING SHOVELING "
        "SKYDIVING SPORT WEEDING WORKOUT"
    ),
}
_INDOORS = {
    "ASSAULT_BIKE", "ELLIPTICAL", "INDOOR_CLIMBING", "ROWING_MACHINE", "SPINNING", "STAIRCLIMBER",
    "STATIONARY_BIKE", "TREADMILL", "TREADMILL_WALK", "WEIGHT_MACHINES",
}  # fmt: skip
_OUTDOORS = {
    "MOUNTAIN_BIKE", "OUTDOOR_BIKE", "OUTDOOR_WORKOUT", "ROCK_CLIMBING", "SWIMMING_OPEN_WATER",
    "TRAIL_RUN",
}  # fmt: skip
_SWIMS = {
    "SWIMMING_OPEN_WATER": SwimLocation.OPEN_WATER,
    "SWIMMING_POOL": SwimLocation.POOL,
}
#: Our sport by the type's name.
SPORT_KEYS = {name: key for key, names in _TYPES.items() for name in names.split()}


def sport_of(exercise_type: str) -> Sport:
    """Find our sport for a type; one that is not known yet is `other`."""
    return by_key(SPORT_KEYS.get(exercise_type, OTHER.key))


def is_indoor(exercise_type: str) -> bool | None:
    """Tell whether a type's name says where it took place."""
    if exercise_type in _INDOORS:
        return True
    return False if exercise_type in _OUTDOORS else None


def swim_location(exercise_type: str) -> SwimLocation | None:
    """Tell where a swim took place, if the type's name does."""
    return _SWIMS.get(exercise_type)
