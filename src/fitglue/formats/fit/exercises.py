"""Exercises by FIT's numbers: all categories, and of their exercises those that people do most.

Facts of the global profile (21.218): a set has a category and, in it, a number for the exercise.
Apps spell exercises as they like, "Bench Press (Barbell)", so words are compared, not spellings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN_CATEGORY = 65_534
_EQUIPMENT = frozenset(
    {"barbell", "dumbbell", "cable", "machine", "kettlebell", "smith", "bodyweight"}
)
_FILLERS = frozenset({"with", "the", "on", "and", "a"})
_SPELLINGS = (
    (r"\b(pull|push|chin|sit|step|v)-?ups?\b", r"\1 up"), (r"\bfl(y|ies)\b", "flye"),
    (r"\bpush-?downs?\b", "pressdown"), (r"\bez-?bar\b", "ez bar"),
    (r"\brdl\b", "romanian deadlift"),
    (r"\bbicep\b", "biceps"), (r"\btricep\b", "triceps"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FitExercise:
    """An exercise as FIT numbers it; no `number` when FIT has no name for it."""

    category: int | None
    number: int | None


def fit_exercise(category: str, exercise: str) -> FitExercise:
    """Find FIT's numbers for a category, such as "bench_press", and an exercise's own name.

    The exercise is looked for in its category, or in all when the category is none of FIT's;
    equipment that FIT does not tell apart is passed over. A named exercise in no category is of
    the category "unknown".

    >>> fit_exercise("bench_press", "Bench Press (Barbell)")
    FitExercise(category=0, number=1)
    """
    words = words_of(exercise)
    places = [category] if category in CATEGORIES else list(_EXERCISES)
    for table in (_BY_WORDS, _BY_PLAIN_WORDS):
        wanted = words if table is _BY_WORDS else words - _EQUIPMENT
        for place in places:
            number = table.get(place, {}).get(wanted)
            if number is not None:
                return FitExercise(CATEGORIES[place], number)
    known = CATEGORIES.get(category)
    return FitExercise(UNKNOWN_CATEGORY if known is None and exercise else known, None)


def exercise_category(exercise: str) -> str:
    """Name FIT's category of an exercise: of the one it is, else the one its name says.

    >>> exercise_category("Squat (Barbell)"), exercise_category("Preacher Curl (Machine)")
    ('squat', 'curl')
    """
    known = fit_exercise("", exercise).category
    if known in _NAMES:
        return _NAMES[known]
    words = words_of(exercise)
    said = [name for name in EXERCISES if words_of(name) <= words]
    return max(said, key=lambda name: (len(words_of(name)), name), default="")


def words_of(name: str) -> frozenset[str]:
    """Give the words that tell an exercise, however an app spells, orders and counts them."""
    text = name.lower().replace("_", " ")
    for spelling, usual in _SPELLINGS:
        text = re.sub(spelling, usual, text)
    singular = (re.sub(r"(?<=[^s])s$", "", word) for word in re.findall(r"[^\W_]+", text))
    return frozenset(singular) - _FILLERS


def _numbered(text: str) -> dict[str, int]:
    pairs = (pair.split(":") for pair in text.split())
    return {name: int(number) for name, number in pairs}


#: FIT's exercise categories.
CATEGORIES: Mapping[str, int] = _numbered(
    "bench_press:0 calf_raise:1 cardio:2 carry:3 chop:4 core:5 crunch:6 curl:7 deadlift:8 flye:9 "
    "hip_raise:10 hip_stability:11 hip_swing:12 hyperextension:13 lateral_raise:14 leg_curl:15 "
    "leg_raise:16 lunge:17 olympic_lift:18 plank:19 plyo:20 pull_up:21 push_up:22 row:23 "
    "shoulder_press:24 shoulder_stability:25 shrug:26 sit_up:27 squat:28 total_body:29 "
    "triceps_extension:30 warm_up:31 run:32 bike:33 cardio_sensors:34 move:35 pose:36 "
    "banded_exercises:37 battle_rope:38 elliptical:39 floor_climb:40 indoor_bike:41 indoor_row:42 "
    "ladder:43 sandbag:44 sled:45 sledge_hammer:46 stair_stepper:47 suspension:49 tire:50 "
    "run_indoor:52 bike_outdoor:53 unknown:65534"
)
_EXERCISES: Mapping[str, str] = {
    "bench_press": (
        "barbell_bench_press:1 barbell_floor_press:3 close_grip_barbell_bench_press:4 "
        "decline_dumbbell_bench_press:5 dumbbell_bench_press:6 dumbbell_floor_press:7 "
        "incline_barbell_bench_press:8 incline_dumbbell_bench_press:9 "
        "incline_smith_machine_bench_press:10 kettlebell_chest_press:12 "
        "single_arm_cable_chest_press:20 smith_machine_bench_press:22 "
        "wide_grip_barbell_bench_press:25"
    ),
    "calf_raise": (
        "donkey_calf_raise:4 seated_calf_raise:6 weighted_seated_calf_raise:7 "
        "single_leg_standing_calf_raise:15 standing_barbell_calf_raise:17 standing_calf_raise:18 "
        "weighted_standing_calf_raise:19 standing_dumbbell_calf_raise:20"
    ),
    "cardio": (
        "double_under:4 jump_rope:6 jumping_jacks:12 squat_jacks:18 elliptical:22 spinning:23"
    ),
    "carry": "farmers_walk:1 overhead_carry:4 farmers_carry:7",
    "chop": "cable_pull_through:0 cable_woodchop:2 medicine_ball_wood_chops:16",
    "core": (
        "side_bend:8 kettlebell_windmill:17 kneeling_ab_wheel:18 inchworm:44 russian_twist:46 "
        "bicycle:49 cat_cow:51 toes_to_elbows:84 l_sit:88 turkish_get_up:89"
    ),
    "crunch": (
        "bicycle_crunch:0 cable_crunch:1 flutter_kicks:13 hollow_rock:24 kneeling_cable_crunch:28 "
        "reverse_crunch:46 swiss_ball_crunch:68 toes_to_bar:81 crunch:83"
    ),
    "curl": (
        "barbell_biceps_curl:3 barbell_wrist_curl:5 cable_biceps_curl:8 cable_hammer_curl:9 "
        "dumbbell_hammer_curl:16 dumbbell_wrist_curl:18 ez_bar_preacher_curl:19 "
        "incline_dumbbell_biceps_curl:22 kettlebell_biceps_curl:24 reverse_ez_bar_curl:29 "
        "reverse_grip_barbell_biceps_curl:31 seated_dumbbell_biceps_curl:33 "
        "standing_ez_bar_biceps_curl:38 one_arm_concentration_curl:44 "
        "standing_zottman_biceps_curl:45 dumbbell_biceps_curl:46"
    ),
    "deadlift": (
        "barbell_deadlift:0 barbell_straight_leg_deadlift:1 dumbbell_deadlift:2 "
        "dumbbell_straight_leg_deadlift:4 rack_pull:7 single_leg_barbell_deadlift:10 "
        "sumo_deadlift:15 trap_bar_deadlift:17 kettlebell_deadlift:20 romanian_deadlift:23 "
        "straight_leg_deadlift:25"
    ),
    "flye": (
        "cable_crossover:0 decline_dumbbell_flye:1 dumbbell_flye:2 incline_dumbbell_flye:3 "
        "incline_reverse_flye:11"
    ),
    "hip_raise": (
        "barbell_hip_thrust_on_floor:0 barbell_hip_thrust_with_bench:1 hip_raise:11 "
        "weighted_hip_raise:12 kettlebell_swing:23 single_leg_hip_raise:30"
    ),
    "hip_stability": (
        "dead_bug:1 fire_hydrant_kicks:5 side_lying_leg_raise:21 standing_adduction:25 "
        "standing_cable_hip_abduction:27 standing_hip_abduction:28"
    ),
    "hyperextension": (
        "spine_extension:25 superman_from_floor:29 swiss_ball_back_extension:31 "
        "swiss_ball_hyperextension:33"
    ),
    "lateral_raise": (
        "bent_over_lateral_raise:3 cable_front_raise:5 front_raise:10 muscle_up:13 "
        "one_arm_cable_lateral_raise:14 ring_dip:17 rope_climb:21 seated_lateral_raise:24 "
        "seated_rear_lateral_raise:25 dumbbell_lateral_raise:34"
    ),
    "leg_curl": "leg_curl:0 weighted_leg_curl:1 good_morning:2 sliding_leg_curl:6",
    "leg_raise": "hanging_knee_raise:0 hanging_leg_raise:1 lying_straight_leg_raise:8",
    "lunge": (
        "overhead_lunge:0 barbell_bulgarian_split_squat:7 barbell_lunge:10 "
        "barbell_reverse_lunge:11 barbell_split_squat:13 dumbbell_bulgarian_split_squat:18 "
        "dumbbell_lunge:21 lunge:32 weighted_lunge:33 side_lunge:61 walking_barbell_lunge:76 "
        "walking_dumbbell_lunge:77 walking_lunge:78 dumbbell_reverse_lunge:82 curtsy_lunge:86"
    ),
    "olympic_lift": (
        "barbell_hang_power_clean:0 barbell_power_clean:2 barbell_power_snatch:3 clean_and_jerk:5 "
        "barbell_snatch:9 clean:11 dumbbell_clean:12 push_jerk:15 split_jerk:19 "
        "dumbbell_snatch:25 clean_and_press:27 snatch:28"
    ),
    "plank": "bear_crawl:4 mountain_climber:34 plank:43 side_plank:66 weighted_plank:117",
    "plyo": "depth_jump:7 medicine_ball_slam:25 box_jump:33 jump_squat:37",
    "pull_up": (
        "close_grip_lat_pulldown:5 lat_pulldown:13 reverse_grip_pulldown:18 "
        "straight_arm_pulldown:20 weighted_pull_up:24 wide_grip_lat_pulldown:25 "
        "wide_grip_pull_up:26 kipping_pull_up:32 pull_up:38 chin_up:39 weighted_chin_up:41 "
        "band_assisted_pull_up:42 neutral_grip_pull_up:43"
    ),
    "push_up": (
        "clapping_push_up:7 decline_push_up:13 diamond_push_up:15 handstand_push_up:25 "
        "incline_push_up:27 kneeling_push_up:33 weighted_push_up:40 ring_push_up:75 push_up:77 "
        "pike_push_up:84 wide_grip_push_up:85"
    ),
    "row": (
        "dumbbell_row:2 face_pull:5 kettlebell_row:9 one_arm_bent_over_row:13 renegade_row:15 "
        "reverse_grip_barbell_row:16 seated_cable_row:18 t_bar_row:28 "
        "wide_grip_seated_cable_row:33 inverted_row:35 row:36 indoor_row:38 "
        "chest_supported_dumbbell_row:40 barbell_row:45 bent_over_row_with_barbell:46"
    ),
    "shoulder_press": (
        "arnold_press:1 barbell_push_press:3 barbell_shoulder_press:4 dumbbell_push_press:8 "
        "overhead_barbell_press:14 overhead_dumbbell_press:15 seated_barbell_shoulder_press:16 "
        "seated_dumbbell_shoulder_press:17 single_arm_dumbbell_shoulder_press:18 "
        "smith_machine_overhead_press:20 dumbbell_shoulder_press:24 military_press:25 "
        "strict_press:27 dumbbell_front_raise:28"
    ),
    "shrug": (
        "barbell_shrug:1 barbell_upright_row:2 dumbbell_shrug:5 dumbbell_upright_row:6 "
        "upright_row:24"
    ),
    "sit_up": "v_up:31 weighted_sit_up:34 sit_up:37 ghd_sit_ups:38",
    "squat": (
        "leg_press:0 barbell_back_squat:6 barbell_box_squat:7 barbell_front_squat:8 "
        "barbell_hack_squat:9 barbell_step_up:17 dumbbell_front_squat:27 dumbbell_squat:29 "
        "dumbbell_step_up:32 goblet_squat:37 kettlebell_squat:38 overhead_squat:44 "
        "pistol_squat:47 squat:61 weighted_squat:62 step_up:66 sumo_squat:69 thrusters:79 "
        "wall_ball:83 zercher_squat:86 air_squat:100"
    ),
    "total_body": "burpee:0 weighted_burpee:1 man_makers:5 squat_thrusts:7",
    "triceps_extension": (
        "bench_dip:0 body_weight_dip:2 cable_kickback:3 cable_overhead_triceps_extension:5 "
        "dumbbell_kickback:6 dumbbell_lying_triceps_extension:7 lying_ez_bar_triceps_extension:13 "
        "overhead_dumbbell_triceps_extension:15 rope_pressdown:19 triceps_pressdown:39 "
        "weighted_dip:40 triceps_press:42"
    ),
    "run": "run:0 walk:1 jog:2 sprint:3",
    "indoor_bike": "air_bike:0 assault_bike:1 stationary_bike:3",
    "indoor_row": "rowing_machine:0",
}  # fmt: skip
#: FIT's numbers of the exercises that we know, by category and name.
EXERCISES: Mapping[str, Mapping[str, int]] = {
    category: _numbered(text) for category, text in _EXERCISES.items()
}


#: Everyday names for what FIT calls otherwise.
_ALSO: Mapping[str, Mapping[str, str]] = {
    "squat": {"barbell squat": "barbell_back_squat", "back squat": "barbell_back_squat"},
    "hip_raise": {
        "barbell hip thrust": "barbell_hip_thrust_with_bench",
        "hip thrust": "barbell_hip_thrust_with_bench", "glute bridge": "hip_raise",
    },
    "flye": {"dumbbell chest flye": "dumbbell_flye"},
    "leg_curl": {"seated leg curl": "leg_curl", "lying leg curl": "leg_curl"},
    "row": {"seated row": "seated_cable_row", "seated cable row bar grip": "seated_cable_row"},
    "triceps_extension": {
        "skullcrusher": "lying_ez_bar_triceps_extension", "triceps dip": "body_weight_dip",
        "chest dip": "body_weight_dip", "triceps kickback dumbbell": "dumbbell_kickback",
    },
    "pull_up": {"assisted pull up": "band_assisted_pull_up"},
    "core": {"ab wheel": "kneeling_ab_wheel"},
    }  # fmt: skip


def _by_words(*, plain: bool) -> dict[str, dict[frozenset[str], int]]:
    ignored = _EQUIPMENT if plain else frozenset()
    found: dict[str, dict[frozenset[str], int]] = {}
    for category, names in EXERCISES.items():
        of_one = found.setdefault(category, {})
        # The first of several that differ in equipment alone would be a guess: the plain one wins.
        for name, number in sorted(names.items(), key=lambda item: len(words_of(item[0]))):
            if not plain or not words_of(name) & ignored:
                of_one.setdefault(words_of(name), number)
        for spelling, name in _ALSO.get(category, {}).items():
            of_one.setdefault(words_of(spelling), names[name])
    return found


_NAMES = {number: name for name, number in CATEGORIES.items() if name != "unknown"}
_BY_WORDS, _BY_PLAIN_WORDS = _by_words(plain=False), _by_words(plain=True)
