"""Files that are settings: what was uploaded becomes the value, in the form the model keeps.

A page carries that value on from button to button, as it does all of a pipeline.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from fitglue.domain.errors import FitGlueError, NotAWorkout, TooBig
from fitglue.pipeline.editing import plain_settings
from fitglue.pipeline.faults import sentence_of
from fitglue.web.languages import gettext

LARGEST_FILE = 20 * 1024 * 1024
_ENDING = ".file"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What came of an upload: the value for the setting at `path`, or why there is none."""

    path: str
    value: str = ""
    fault: str = ""


def uploads(form: FormData, prefix: str, settings: type[BaseModel]) -> Iterator[Uploaded]:
    """Read the files of a part's settings, whose fields' names begin with `prefix`."""
    for name, file in form.multi_items():
        if isinstance(file, UploadFile) and file.filename and name.startswith(prefix):
            path = name.removeprefix(prefix).removesuffix(_ENDING)
            try:
                yield Uploaded(path, _kept(settings, path, text_of(file)))
            except FitGlueError as problem:
                yield Uploaded(path, fault=_told(problem))


def _told(problem: FitGlueError) -> str:
    """Say what is wrong and what to do, once."""
    sentence, step = problem.sentence, problem.next_step
    return sentence if sentence.endswith(step) else f"{sentence} {step}"


def text_of(file: UploadFile) -> str:
    """Give the text of a file. Raises TooBig, and NotAWorkout for what is empty or no text."""
    content = bytes_of(file)
    if not content:
        raise NotAWorkout(
            gettext("“%(filename)s” is empty.", filename=file.filename),
            gettext("Choose another file."),
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise NotAWorkout(
            gettext("“%(filename)s” is not a text file.", filename=file.filename),
            gettext("Choose another file."),
        ) from problem


def bytes_of(file: UploadFile) -> bytes:
    """Give what is in a file. Raises TooBig."""
    content = file.file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TooBig(
            gettext("“%(filename)s” is larger than 20 MB.", filename=file.filename),
            gettext("Choose a smaller one."),
        )
    return content


def _kept(settings: type[BaseModel], path: str, text: str) -> str:
    """Give the form in which a model keeps a file's text. Raises NotAWorkout with its reason.

    The other settings have their defaults meanwhile; where a model cannot do without them, the
    text stays as it is until all are checked together.
    """
    way = path.split(".")
    try:
        made = settings.model_validate(_alone(way, text))
    except ValidationError as problem:
        for error in problem.errors():
            if _way_of(error["loc"]) == ["0" if part.isdecimal() else part for part in way]:
                raise NotAWorkout(sentence_of(error), gettext("Choose another file.")) from problem
        return text
    return _found(plain_settings(made), way)


def _alone(way: list[str], text: str) -> Any:
    if not way:
        return text
    inside = _alone(way[1:], text)
    return [inside] if way[0].isdecimal() else {way[0]: inside}


def _way_of(place: tuple[int | str, ...]) -> list[str]:
    return [str(part) for part in place]


def _found(value: Any, way: list[str]) -> str:
    for part in way:
        value = value[0] if part.isdecimal() else value[part]
    return str(value)


def told_by(settings: type[BaseModel], name: str, value: Any) -> str:
    """Say what a stored file is, as the model does when it has a `file_in_words`."""
    words = getattr(settings, "file_in_words", None)
    return str(words(name, value)) if words is not None and value else gettext("A file is stored.")


def with_uploads(settings: Mapping[str, Any], came: list[Uploaded]) -> dict[str, Any]:
    """Put what was uploaded in its place."""
    changed: Any = dict(settings)
    for one in came:
        if not one.fault:
            changed = _put(changed, one.path.split("."), one.value)
    return changed


def _put(inside: Any, way: list[str], value: str) -> Any:
    if not way:
        return value
    if isinstance(inside, list):
        return [_put(one, way[1:], value) if str(at) == way[0] else one
                for at, one in enumerate(inside)]  # fmt: skip
    if not isinstance(inside, Mapping) or way[0] not in inside:
        return inside
    return {**inside, way[0]: _put(inside[way[0]], way[1:], value)}
