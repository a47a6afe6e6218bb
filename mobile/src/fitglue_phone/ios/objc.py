"""Objective-C from Python: messages, blocks, and who owns what.

`rubicon-objc` brings the runtime, its classes and its blocks. Messages go through prototypes of
`objc_msgSend` that are made once: its own attribute access looks a type up for each message and
costs some fifty times as much, which a route of 43,000 points would feel.

Two things kill or hide here, and are met in this file: an NSException ends the process, so what may
raise one is checked before it is sent; and a Python error inside a block would vanish, so each
block reports it, and calls what has to be called.
"""

import itertools
import logging
import threading
import traceback
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from ctypes import c_bool, c_double, c_long, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from rubicon.objc import Block, ObjCBlock, ObjCClass
from rubicon.objc.runtime import (
    SEL,
    add_method,
    autoreleasepool,
    get_class,
    libc,
    libobjc,
    load_library,
    objc_id,
)

from fitglue_phone.ios.declared import BlockShape, Callback, Function, Message

_LETTERS: Final = {
    "v": None,
    "@": c_void_p,
    "@?": c_void_p,
    "Z": c_bool,
    "q": c_long,
    "d": c_double,
}

_NUMBERS: Final = itertools.count(1)
Value = TypeVar("Value")

log = logging.getLogger(__name__)

_RETAIN = Message("-[NSObject retain]")
_NEW = Message("+[NSObject new]")
_RELEASE = Message("-[NSObject release]", None)


class NotInThisSystem(Exception):
    """A class or a constant that this version of iOS does not have."""


class TookTooLong(Exception):
    """The system did not answer; what was asked for is tried again at the next wake."""


@cache
def framework(name: str) -> Any:
    """Load one of the system's frameworks; its classes are known from then on."""
    return load_library(name)


_HOME: Final = {"HK": "HealthKit", "CL": "CoreLocation", "BG": "BackgroundTasks", "UI": "UIKit"}


@cache
def class_pointer(name: str) -> int:
    """Give a class, and load the framework where it lives. Raises NotInThisSystem."""
    framework(_HOME.get(name[:2], "Foundation"))
    found = get_class(name).value
    if not found:
        raise NotInThisSystem(f"This version of iOS has no {name}.")
    return found


def prototype(message: Message) -> tuple[Callable[..., Any], int]:
    """Give `objc_msgSend` with the types of one message, and its selector."""
    send = libobjc["objc_msgSend"]  # each look-up makes a function of its own
    send.restype = message.gives
    send.argtypes = [c_void_p, c_void_p, *message.takes]
    return send, SEL(message.selector).value or 0


def bound(message: Message) -> Callable[..., Any]:
    """Give a function that sends a message; sent to nothing it gives None."""
    send, selector = message.prototype
    if message.is_of_class:
        owner = class_pointer(message.owner)
        return lambda *values: send(owner, selector, *values)
    if message.takes:
        return lambda receiver, *values: send(receiver, selector, *values) if receiver else None
    return lambda receiver: send(receiver, selector) if receiver else None


@cache
def symbol(library: str, name: str) -> int:
    """Give the string behind a constant. Raises NotInThisSystem."""
    try:
        value = c_void_p.in_dll(framework(library), name).value
    except ValueError:
        value = None
    if not value:
        raise NotInThisSystem(f"This version of iOS has no {name}.")
    return value


def function(declared: Function) -> Callable[..., Any]:
    """Give a C function of a framework."""
    found = framework(declared.library)[declared.name]
    found.restype, found.argtypes = declared.gives, list(declared.takes)
    return found


def pool() -> AbstractContextManager[None]:
    """Let go at its end what was made inside: around each block, and around each batch."""
    return autoreleasepool()


class Held:
    """An object that is kept for as long as this is: `pointer` is its address."""

    __slots__ = ("pointer",)

    def __init__(self, pointer: int, *, owned: bool = False) -> None:
        """Keep an object; one that `alloc`, `new` or `copy` made is owned already."""
        self.pointer = pointer if owned else _RETAIN(pointer)

    def __del__(self) -> None:
        """Let it go."""
        _RELEASE(self.pointer)


class Completion:
    """A block that the system wants to be called once: the end of what we do in our block.

    It is called when our block ends, in whichever way, unless `later` was said before.
    """

    def __init__(self, pointer: int) -> None:
        copied = libc["_Block_copy"]
        copied.restype, copied.argtypes = c_void_p, [c_void_p]
        self._block = copied(pointer)
        self._once = threading.Lock()
        self.waits = False

    def later(self) -> "Completion":
        """Keep it beyond our block: whoever has it calls it."""
        self.waits = True
        return self

    def __call__(self) -> None:
        """Tell the system; a second time is nothing."""
        if not self._once.acquire(blocking=False):
            return
        ObjCBlock(objc_id(self._block), None)()
        release = libc["_Block_release"]
        release.restype, release.argtypes = None, [c_void_p]
        release(self._block)


def reported(error: BaseException) -> None:
    """Tell of an error that nobody waits for: its name and place, as its words may hold a value."""
    place = traceback.extract_tb(error.__traceback__)[-1:] or [None]
    where = f"{Path(place[0].filename).name}:{place[0].lineno}" if place[0] else "nowhere"
    log.error("A block of iOS failed: %s at %s", type(error).__name__, where)


def block(
    shape: BlockShape,
    does: Callable[..., None],
    failed: Callable[[BaseException], None] | None = None,
) -> Any:
    """Make a block of a function. Its errors go to `failed`, or the log; completions are called.

    The function gets addresses of objects, bools, integers, and a `Completion` for each `@?`.
    """
    gives, *takes = shape.letters
    meet = failed or reported

    def called(*values: Any) -> None:
        try:
            _done(
                does,
                [
                    Completion(value) if kind == "@?" else value
                    for kind, value in zip(takes, values, strict=True)
                ],
            )
        except BaseException as error:  # noqa: BLE001 - out of a block it would be lost
            meet(error)

    return Block(called, _LETTERS[gives], *(_LETTERS[kind] for kind in takes))


def _done(does: Callable[..., None], given: list[Any]) -> None:
    try:
        with pool():
            does(*given)
    except BaseException:
        _complete(given, even_later=True)
        raise
    _complete(given)


def _complete(given: list[Any], *, even_later: bool = False) -> None:
    for one in given:
        if isinstance(one, Completion) and (even_later or not one.waits):
            one()


def delegate(name: str, methods: Mapping[Callback, Callable[..., None]]) -> Held:
    """Make an object, of a class of its own, that the system calls. Its errors are reported.

    A function gets what its block would: the addresses of the arguments after `self` and `_cmd`.
    """
    return new(defined(f"{name}{next(_NUMBERS)}", "NSObject", methods))


def new(made: Any) -> Held:
    """Make an object of a class of rubicon-objc's."""
    send, selector = _NEW.prototype
    return Held(send(made.ptr.value, selector), owned=True)


def defined(name: str, parent: str, methods: Mapping[Callback, Callable[..., Any]]) -> Any:
    """Make a class of the system's kind, under a name that the system looks it up by."""
    class_pointer(parent)  # its framework is there from then on
    made = ObjCClass(name, (ObjCClass(parent),), {})
    for callback, does in methods.items():
        added(made, callback, does)
    return made


@contextmanager
def other_names() -> Generator[None]:
    """Let classes that are made meanwhile take another name where theirs is taken."""
    ObjCClass.auto_rename = True
    try:
        yield
    finally:
        ObjCClass.auto_rename = False


def added(owner: Any, callback: Callback, does: Callable[..., Any]) -> None:
    """Add a method to a class, one of the system's or of ours; what is there already stays.

    What it gives has to live on by itself; after an error that is nothing, or no.
    """
    gives, *takes = callback.letters
    nothing = False if gives == "Z" else None

    def called(_self: Any, _command: Any, *values: Any) -> Any:
        try:
            with pool():
                found = does(*(getattr(value, "value", value) for value in values))
        except BaseException as error:  # noqa: BLE001 - out of a callback it would be lost
            reported(error)
            return nothing
        return found if gives != "v" else None

    kinds = [objc_id if kind in "@?" else _LETTERS[kind] for kind in takes]
    add_method(owner, callback.selector, called, [_LETTERS[gives], objc_id, SEL, *kinds])


class Answer(Generic[Value]):
    """What a block will bring, for a worker that waits for it; never for the app's own thread."""

    def __init__(self) -> None:
        self._come = threading.Event()
        self._value: Value | None = None
        self._error: BaseException | None = None

    def give(self, value: Value) -> None:
        """Bring it."""
        self._value = value
        self._come.set()

    def fail(self, error: BaseException) -> None:
        """Bring an error instead."""
        self._error = error
        self._come.set()

    def wait(self, seconds: float = 25.0) -> Value:
        """Wait for it. Raises what the block raised, or TookTooLong before a wake is over."""
        if not self._come.wait(seconds):
            raise TookTooLong("The system did not answer in time. It is asked again later.")
        if self._error is not None:
            raise self._error
        return cast("Value", self._value)
