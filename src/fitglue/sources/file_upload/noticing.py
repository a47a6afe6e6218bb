"""What was found in files, left out and stumbled over, in sentences for a person."""

from collections import Counter
from dataclasses import dataclass, field

from fitglue.domain.arrival import Findings, Skipped
from fitglue.domain.errors import NotAWorkout
from fitglue.formats.file_archive import Archive, Telling
from fitglue.formats.files import kind_of_name
from fitglue.formats.recorded_file import FileWorkouts

_CUT_SHORT = (
    "This archive ends too early: the files before the break are here, the rest is missing. "
    "Download it again and send that file too: what is here already stays as it is."
)
_NOTHING = NotAWorkout(
    "This zip file holds no recordings of workouts.",
    "Choose one with FIT, GPX or TCX files in it.",
)
_NO_WORKOUT = (
    "No workout of that time here lacks a heart rate. Heart rates of Google Takeout are taken for "
    "workouts that are here already: import those first, then send this file again."
)
_MOST_WARNINGS = 50


@dataclass(slots=True)
class Noticed:
    """Counts while files are read, and makes findings of it."""

    workouts: int = 0
    set_aside: int = 0
    twins: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    warnings: list[tuple[str, str]] = field(default_factory=list)  # file, sentence
    heart_rate_days: int = 0
    heart_rates: int = 0
    _seen: set[str] = field(default_factory=set)

    def read(self, name: str, kind: str, found: FileWorkouts) -> None:
        """Note a file that could be read."""
        self.kinds[f"{kind} file"] += 1
        self.workouts += len(found.workouts)
        self.warnings += [(name, sentence) for sentence in found.warnings]

    def leave_out(self, name: str) -> None:
        """Note a file that holds something else than workouts."""
        kind = kind_of_name(name)
        self.left_out[f"{kind.name} file" if kind else "file"] += 1

    def is_first(self, source_id: str) -> bool:
        """Tell whether a workout comes for the first time, and note it if not."""
        if source_id in self._seen:
            self.twins += 1
            return False
        self._seen.add(source_id)
        return True

    def day_of_heart_rates(self) -> None:
        """Note a day's heart rates."""
        self.heart_rate_days += 1

    def heart_rate(self) -> None:
        """Note that a workout gets a heart rate of them."""
        self.heart_rates += 1

    def of_a_file(self) -> Findings:
        """Say what one file held."""
        return Findings(
            found=self._found(),
            warnings=[*self._of_heart_rates(), *(sentence for _, sentence in self.warnings)],
        )

    def of_an_archive(self, archive: Archive, told: Telling) -> Findings:
        """Say what an archive held. Raises NotAWorkout when that was nothing at all."""
        if not (self.workouts or self.set_aside or self.heart_rate_days):
            raise _NOTHING
        warnings = [_CUT_SHORT] if archive.cut_short else []
        warnings += self._of_heart_rates()
        warnings += [*told.problems, *self._grouped()]
        if self.twins:
            warnings.append(
                f"{_counted(self.twins, 'workout')} lay in this archive more than once: "
                "each was taken once."
            )
        return Findings(
            found=self._found(),
            skipped=self._skipped(archive, told),
            warnings=warnings,
            partial=archive.cut_short,
        )

    def _found(self) -> dict[str, int]:
        days = {"Day of heart rates": self.heart_rate_days} if self.heart_rate_days else {}
        given = {"Heart rate for a workout": self.heart_rates} if self.heart_rates else {}
        return {"Workout": self.workouts, **self.kinds, **days, **given}

    def _of_heart_rates(self) -> list[str]:
        if not self.heart_rate_days or self.heart_rates:
            return []
        return [_NO_WORKOUT]

    def _grouped(self) -> list[str]:
        """Say what many files share once, and what is one file's own with its name."""
        shared = Counter(sentence.replace(name, "This file") for name, sentence in self.warnings)
        names = {sentence.replace(name, "This file"): name for name, sentence in self.warnings}
        told = [
            f"{names[sentence]}: {sentence}" if count == 1 else f"{count:,} files: {sentence}"
            for sentence, count in shared.most_common()
        ]
        more = len(told) - _MOST_WARNINGS
        return told if more <= 0 else [*told[:_MOST_WARNINGS], f"And {more:,} more like these."]

    def _skipped(self, archive: Archive, told: Telling) -> list[Skipped]:
        kinds = sorted(self.left_out.items())
        skipped = [Skipped(kind, count, "no workout in it") for kind, count in kinds]
        if told.without_file:
            skipped.append(Skipped("Activity", told.without_file, "typed in, without a recording"))
        if other := archive.left_out.total():
            skipped.append(Skipped("Other file", other, "not a recording"))
        return skipped


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
