"""What every source that reads files promises."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.plugins import Source
from fitglue.formats import workout_document
from fitglue.testing.conformance import expect

#: Makes an example file for a source in a folder, and gives its path.
Example = Callable[[Path], Path]
Promise = Callable[[Source, Path, SourceTools], None]


def arrivals(source: Source, path: Path, tools: SourceTools) -> list[Arrival]:
    """Read a file to its end and give what arrived."""
    return [one for one in source.read(path, tools) if isinstance(one, Arrival)]


def _recognises(source: Source, path: Path, tools: SourceTools) -> None:
    del tools
    expect(source.recognises(path, path.name), "it knows its own files")


def _leaves_others_alone(source: Source, path: Path, tools: SourceTools) -> None:
    del tools
    picture = path.with_name("holiday.jpg")
    for content in (b"", b"\xff\xd8\xff\xe0 a picture", b"<?xml version='1.0'?><invoice/>"):
        picture.write_bytes(content)
        expect(not source.recognises(picture, picture.name), "it leaves other files alone")


def _reads_alike_twice(source: Source, path: Path, tools: SourceTools) -> None:
    first, second = arrivals(source, path, tools), arrivals(source, path, tools)
    expect(first, "there is something to read")
    expect(
        [(one.source_id, workout_document.content_hash(one.workout)) for one in first]
        == [(one.source_id, workout_document.content_hash(one.workout)) for one in second],
        "reading twice gives the same arrivals in the same order",
    )


def _names_each_once(source: Source, path: Path, tools: SourceTools) -> None:
    names = [one.source_id for one in arrivals(source, path, tools)]
    expect(len(set(names)) == len(names), "no two workouts of one file share a name")


def _refuses_rubbish(source: Source, path: Path, tools: SourceTools) -> None:
    rubbish = path.with_name("rubbish" + path.suffix)
    content = path.read_bytes()
    for broken in (b"", b"PK\x03\x04 not a zip", b"<?xml version='1.0'?><a/>", content[:100]):
        rubbish.write_bytes(broken)
        _expect_readable_or_said(source, rubbish, tools)


def _expect_readable_or_said(source: Source, path: Path, tools: SourceTools) -> None:
    try:
        read = list(source.read(path, tools))
    except Unreadable as problem:
        expect(problem.sentence and problem.next_step, "a refusal says what to do next")
        return
    expect(not [one for one in read if not isinstance(one, SetAside)], "rubbish has no workouts")


SOURCE_PROMISES: Mapping[str, Promise] = {
    "recognises its own files": _recognises,
    "leaves other files alone": _leaves_others_alone,
    "reads alike twice": _reads_alike_twice,
    "names each workout once": _names_each_once,
    "refuses rubbish with a next step": _refuses_rubbish,
}
