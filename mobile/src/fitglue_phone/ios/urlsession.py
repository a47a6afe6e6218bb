"""Uploads that outlive the app: a background NSURLSession posts files and wakes us with answers.

The body of such an upload has to be a file. A task's description is the batch's id, which survives
a relaunch; so at launch what is under way is known, and nothing is begun twice.
"""

import threading
from collections.abc import Callable, Mapping
from ctypes import c_double
from functools import cached_property
from pathlib import Path
from typing import Final

from fitglue_phone.core.ports import Answer as Told
from fitglue_phone.core.ports import Question, Upload
from fitglue_phone.ios import foundation, objc
from fitglue_phone.ios.declared import BlockShape, Callback, Flag, Message, Object, Signed
from fitglue_phone.ios.objc import Answer, Completion, Held, pool

_CONFIGURATION = Message(
    "+[NSURLSessionConfiguration backgroundSessionConfigurationWithIdentifier:]", Object, (Object,)
)
_LAUNCHES = Message("-[NSURLSessionConfiguration setSessionSendsLaunchEvents:]", None, (Flag,))
_DISCRETIONARY = Message("-[NSURLSessionConfiguration setDiscretionary:]", None, (Flag,))
_SESSION = Message(
    "+[NSURLSession sessionWithConfiguration:delegate:delegateQueue:]",
    Object,
    (Object, Object, Object),
)
_SHARED = Message("+[NSURLSession sharedSession]")
_UPLOAD = Message("-[NSURLSession uploadTaskWithRequest:fromFile:]", Object, (Object, Object))
_ASK = Message("-[NSURLSession dataTaskWithRequest:completionHandler:]", Object, (Object, Object))
_ANSWERED = BlockShape("v@@@", of=f"{_ASK.owner} {_ASK.selector}", at=1)
_ALL = Message("-[NSURLSession getAllTasksWithCompletionHandler:]", None, (Object,))
_TASKS = BlockShape("v@", of=f"{_ALL.owner} {_ALL.selector}", at=0)
_NAME = Message("-[NSURLSessionTask taskDescription]")
_SET_NAME = Message("-[NSURLSessionTask setTaskDescription:]", None, (Object,))
_RESPONSE = Message("-[NSURLSessionTask response]")
_RESUME = Message("-[NSURLSessionTask resume]", None)
_URL = Message("+[NSURL URLWithString:]", Object, (Object,))
_FILE_URL = Message("+[NSURL fileURLWithPath:]", Object, (Object,))
_REQUEST = Message("+[NSMutableURLRequest requestWithURL:]", Object, (Object,))
_METHOD = Message("-[NSMutableURLRequest setHTTPMethod:]", None, (Object,))
_HEADER = Message("-[NSMutableURLRequest setValue:forHTTPHeaderField:]", None, (Object, Object))
_BODY = Message("-[NSMutableURLRequest setHTTPBody:]", None, (Object,))
_PATIENCE = Message("-[NSMutableURLRequest setTimeoutInterval:]", None, (c_double,))
_STATUS = Message("-[NSHTTPURLResponse statusCode]", Signed)
_HEADERS = Message("-[NSHTTPURLResponse allHeaderFields]")

_GOT = Callback("NSURLSessionDataDelegate", "URLSession:dataTask:didReceiveData:", "v@@@")
_ENDED = Callback("NSURLSessionTaskDelegate", "URLSession:task:didCompleteWithError:", "v@@@")
_ALL_TOLD = Callback(
    "NSURLSessionDelegate", "URLSessionDidFinishEventsForBackgroundURLSession:", "v@"
)
_WOKEN = Callback(
    "UIApplicationDelegate",
    "application:handleEventsForBackgroundURLSession:completionHandler:",
    "v@@@?",
)

SESSION: Final = "app.fitglue.phone.uploads"
_ASKED_S: Final = 20.0


class NoUrl(ValueError):
    """What should be posted to is no URL."""


class Uploads:
    """Implements `Uploader`. Make one for the process, at launch: iOS wants the delegate back.

    Answers, and that all were told, go through `run` one after the other: a worker's queue. Without
    one they are told on the session's own, where nothing of the session may be waited for.
    """

    def __init__(self, run: Callable[[Callable[[], None]], object] = lambda told: told()) -> None:
        self._run = run
        self._told: Callable[[str, Told], None] | None = None
        self._bodies: dict[str, bytearray] = {}
        self._woken: Completion | None = None
        self._change = threading.Lock()

    def when_answered(self, told: Callable[[str, Told], None]) -> None:
        """Say whom to tell, and connect: what ended while we were away is told from now on."""
        self._told = told
        _ = self._session

    def ask(self, question: Question) -> Told:
        """Post and wait. A network that fails is an answer of status 0."""
        answer: Answer[Told] = Answer()

        def came(body: int | None, response: int | None, error: int | None) -> None:
            answer.give(_told(response, foundation.content(body), error))

        with pool():
            request = _request(question.url, question.headers)
            _BODY(request, foundation.ns_data(question.body))
            _PATIENCE(request, _ASKED_S)
            _RESUME(_ASK(_SHARED(), request, _ANSWERED(came, answer.fail)))
        try:
            return answer.wait(_ASKED_S + 5)
        except objc.TookTooLong:
            return Told(0, why="took too long")

    def send(self, upload: Upload) -> None:
        """Begin to post a file, unless that is under way. Raises NoUrl, FileNotFoundError."""
        if upload.name in self.under_way():
            return
        with pool():
            request = _request(upload.url, upload.headers)
            task = _UPLOAD(self._session.pointer, request, _file(upload.file))
            _SET_NAME(task, foundation.ns_text(upload.name))
            _RESUME(task)

    def under_way(self) -> frozenset[str]:
        """Name the uploads that iOS still has, of this life of the process or an earlier one."""
        answer: Answer[frozenset[str]] = Answer()

        def told(tasks: int | None) -> None:
            names = (foundation.text(_NAME(one)) for one in foundation.items(tasks))
            answer.give(frozenset(filter(None, names)))

        with pool():
            _ALL(self._session.pointer, _TASKS(told, answer.fail))
        return answer.wait()

    def woken(self, completion: Completion) -> None:
        """Take what iOS wants called once all answers were told: the app was launched for them."""
        with self._change:
            earlier, self._woken = self._woken, completion.later()
        if earlier:
            earlier()
        _ = self._session

    @cached_property
    def _session(self) -> Held:
        with pool():
            configuration = _CONFIGURATION(foundation.ns_text(SESSION))
            _LAUNCHES(configuration, True)  # noqa: FBT003 - Objective-C names it
            _DISCRETIONARY(configuration, False)  # noqa: FBT003 - same
            delegate = objc.delegate("FitGlueUploads", self._methods)
            return Held(_SESSION(configuration, delegate.pointer, None))

    @property
    def _methods(self) -> Mapping[Callback, Callable[..., None]]:
        return {_GOT: self._got, _ENDED: self._ended, _ALL_TOLD: self._all_told}

    def _got(self, _session: int, task: int, data: int) -> None:
        body = self._bodies.setdefault(foundation.text(_NAME(task)), bytearray())
        body += foundation.content(data)

    def _ended(self, _session: int, task: int, error: int | None) -> None:
        name = foundation.text(_NAME(task))
        body = bytes(self._bodies.pop(name, b""))
        answer, told = _told(_RESPONSE(task), body, error), self._told
        if told and name:
            self._run(lambda: told(name, answer))

    def _all_told(self, _session: int) -> None:
        with self._change:
            completion, self._woken = self._woken, None
        if completion:
            self._run(completion)


def hook(delegate_class: object, uploads: Uploads) -> None:
    """Give the app's delegate the method by which iOS hands uploads back, once."""

    def woken(_application: int, _session: int, handler: int) -> None:
        uploads.woken(Completion(handler))

    objc.added(delegate_class, _WOKEN, woken)


def _request(url: str, headers: Mapping[str, str]) -> int:
    address = _URL(foundation.ns_text(url))
    if not address or not url.startswith(("https://", "http://")):
        raise NoUrl("The address of the server is not one.")
    request: int = _REQUEST(address)
    _METHOD(request, foundation.ns_text("POST"))
    for name, value in headers.items():
        _HEADER(request, foundation.ns_text(value), foundation.ns_text(name))
    return request


def _file(path: Path) -> int:
    """Give a file's URL; one that is not there would be an NSException."""
    if not path.is_file():
        raise FileNotFoundError("The file to upload is gone.")
    found: int = _FILE_URL(foundation.ns_text(str(path.resolve())))
    return found


def _told(response: int | None, body: bytes, error: int | None) -> Told:
    if error or not response:
        domain, code = foundation.error_code(error) if error else ("", 0)
        return Told(0, why=f"{domain} {code}".strip())
    headers = {
        foundation.text(key).lower(): foundation.text(value)
        for key, value in foundation.pairs(_HEADERS(response))
    }
    return Told(_STATUS(response), body, _seconds(headers.get("retry-after", "")))


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() else None
