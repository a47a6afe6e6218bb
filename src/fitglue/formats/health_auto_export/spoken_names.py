# ruff: noqa: RUF001 - letters of other alphabets are what this file is about
"""What the app calls sports and places, in English and in the languages of its users' phones.

Since iOS 26 the app joins translated parts, word for word: “Outdoor Ausführen” is German for
executing outdoors, and meant is a run. So both the word that people say and the word that the
translation gives stand here (Lybron/health-auto-export#42, #66, #73). Without capitals; accents
do not matter.
"""

#: Where a workout took place. A name may begin or end with one of these.
OUTDOOR = (
    "outdoor", "outdoors", "draußen", "im freien", "freien", "außen", "extérieur", "en extérieur",
    "à l'extérieur", "plein air", "en plein air", "exterior", "al aire libre", "aire libre",
    "en exteriores", "exteriores", "all'aperto", "aperto", "esterno", "all'esterno",
    "ao ar livre", "ar livre", "buiten", "utomhus", "udendørs", "utendørs", "ulkona", "ulko",
    "na zewnątrz", "на улице", "на открытом воздухе", "улица", "на вулиці", "venku", "açık hava",
    "açık havada", "屋外", "アウトドア", "실외", "야외", "户外", "室外", "戶外",
)  # fmt: skip

INDOOR = (
    "indoor", "indoors", "drinnen", "innen", "innenräume", "innenraum", "hallen", "halle",
    "intérieur", "en intérieur", "à l'intérieur", "en salle", "interior", "en interiores",
    "interiores", "bajo techo", "al chiuso", "al coperto", "interno", "em ambiente fechado",
    "em ambientes fechados", "binnen", "inomhus", "indendørs", "innendørs", "sisällä", "sisä",
    "w pomieszczeniu", "wewnątrz", "в помещении", "помещение", "у приміщенні", "uvnitř",
    "kapalı alan", "kapalı alanda", "室内", "屋内", "インドア", "실내", "室內",
)  # fmt: skip

POOL = (
    "pool", "schwimmbad", "schwimmbecken", "becken", "hallenbad", "piscine", "en piscine",
    "piscina", "en piscina", "in piscina", "na piscina", "zwembad", "bassäng", "i bassäng",
    "svømmehal", "basseng", "uima-allas", "allas", "basen", "na basenie", "бассейн", "в бассейне",
    "басейн", "bazén", "v bazénu", "havuz", "havuzda", "プール", "수영장", "泳池", "游泳池",
)  # fmt: skip

OPEN_WATER = (
    "open water", "freiwasser", "offenes wasser", "im freiwasser", "eau libre", "en eau libre",
    "aguas abiertas", "en aguas abiertas", "acque libere", "in acque libere", "águas abertas",
    "em águas abertas", "open wateren", "öppet vatten", "i öppet vatten", "åbent vand",
    "åpent vann", "avovesi", "otwarte wody", "открытая вода", "на открытой воде", "відкрита вода",
    "volná voda", "açık su", "オープンウォーター", "개방 수역", "오픈 워터", "公开水域",
    "开放水域", "開放水域",
)  # fmt: skip

#: English beside HealthKit's own names.
ENGLISH = {
    "running": "run|jog|jogging|treadmill|treadmill run",
    "walking": "walk",
    "hiking": "hike",
    "cycling": "cycle|bike|ride|biking|bicycle|spinning",
    "swimming": "swim|pool swim|open water swim",
    "rowing": "row",
    "elliptical": "elliptical trainer|cross trainer",
    "stair_climbing": "stair stepper|stair climber",
    "stairs": "stair climb",
    "high_intensity_interval_training": "hiit|high intensity interval",
    "traditional_strength_training": (
        "strength training|weight training|weightlifting|traditional strength"
    ),
    "functional_strength_training": "functional strength|functional training",
    "core_training": "core",
    "mixed_cardio": "cardio",
    "mind_and_body": "mind & body|meditation",
    "cooldown": "cool down",
    "soccer": "football",
    "downhill_skiing": "skiing|ski|alpine skiing",
    "snowboarding": "snowboard",
    "cross_country_skiing": "cross country skiing|nordic skiing",
    "skating_sports": "skating|ice skating",
    "paddle_sports": "paddling|kayaking|canoeing",
    "surfing_sports": "surfing",
    "climbing": "climb",
    "equestrian_sports": "horse riding|equestrian",
    "hand_cycling": "handcycling|hand cycle",
    "swim_bike_run": "multisport|triathlon",
    "dance": "dancing",
    "jump_rope": "rope skipping",
    "wheelchair_walk_pace": "wheelchair walk",
    "wheelchair_run_pace": "wheelchair run",
    "tai_chi": "taichi",
    "fitness_gaming": "fitness game",
    "underwater_diving": "diving|scuba diving",
    "other": "workout|other workout|exercise",
    "sailing": "sail",
    "flexibility": "stretching",
}  # fmt: skip
