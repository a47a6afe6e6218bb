"""The app's delegate: what iOS wakes us for is registered by it, and the screens come with a scene.

Briefcase's `main.m` hands the application to a class named `PythonAppDelegate` once our own
`__main__` is over. Toga has one, too, and a wake in the background would load all of Toga for it,
though no scene connects then. So ours takes the name, and Toga's own delegates are asked only when
iOS wants a scene: the screens are made then, and every event of the scene is passed on to Toga.

Links come with a scene: at a cold start among the options that it connects with, later as an event
of its own, of which Toga's delegate knows nothing.
https://developer.apple.com/documentation/uikit/uiscenedelegate/scene(_:opencontexturls:)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

from fitglue_phone.ios import foundation, objc
from fitglue_phone.ios.declared import (
    BlockShape,
    Callback,
    Double,
    Flag,
    Message,
    Object,
    Symbol,
)
from fitglue_phone.ios.objc import Held

_LAUNCHED = Callback("UIApplicationDelegate", "application:didFinishLaunchingWithOptions:", "Z@@")
_CONFIGURES = Callback(
    "UIApplicationDelegate",
    "application:configurationForConnectingSceneSession:options:",
    "@@@@",
)
_CONNECTS = Callback("UISceneDelegate", "scene:willConnectToSession:options:", "v@@@")
_OPENS = Callback("UISceneDelegate", "scene:openURLContexts:", "v@@")
_PASSED_ON: Final = {
    Callback("UISceneDelegate", "sceneDidBecomeActive:", "v@"): Message(
        "-[UISceneDelegate sceneDidBecomeActive:]", None, (Object,)
    ),
    Callback("UISceneDelegate", "sceneWillResignActive:", "v@"): Message(
        "-[UISceneDelegate sceneWillResignActive:]", None, (Object,)
    ),
    Callback("UISceneDelegate", "sceneDidEnterBackground:", "v@"): Message(
        "-[UISceneDelegate sceneDidEnterBackground:]", None, (Object,)
    ),
    Callback("UISceneDelegate", "sceneWillEnterForeground:", "v@"): Message(
        "-[UISceneDelegate sceneWillEnterForeground:]", None, (Object,)
    ),
}
_CONNECT = Message(
    "-[UISceneDelegate scene:willConnectToSession:options:]", None, (Object, Object, Object)
)
_ALLOC = Message("+[UISceneConfiguration alloc]")
_INIT = Message("-[UISceneConfiguration initWithName:sessionRole:]", Object, (Object, Object))
_SET_CLASS = Message("-[UISceneConfiguration setDelegateClass:]", None, (Object,))
_ROLE = Symbol("UIKit", "UIWindowSceneSessionRoleApplication")
_LINKS_OF = Message("-[UISceneConnectionOptions URLContexts]")
_URL_OF = Message("-[UIOpenURLContext URL]")
_TIMER = Message(
    "+[NSTimer scheduledTimerWithTimeInterval:repeats:block:]", Object, (Double, Flag, Object)
)
_FIRED = BlockShape("v@", of=f"{_TIMER.owner} {_TIMER.selector}", at=2)
_LOOP = Message("+[NSRunLoop currentRunLoop]")
_RUN = Message("-[NSRunLoop run]", None)

APPLICATION: Final = "PythonAppDelegate"
SCENE: Final = "FitGlueSceneDelegate"
_CONFIGURATION: Final = "FitGlue"
_PARENT: Final = "UIResponder"
_LAUNCH = Message(
    "-[UIApplicationDelegate application:didFinishLaunchingWithOptions:]", Flag, (Object, Object)
)


class Screens(Protocol):
    """Whoever draws, made when iOS wants a scene. All is called on the app's own thread."""

    def begin(self, application: int) -> Held:
        """Make the app's screens; give the delegate that the scene's events are passed on to."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What the delegate is made of: what a launch does, the screens, and whom links are told."""

    starts: Callable[[], None]
    screens: Screens
    link_came: Callable[[str], None]


class Delegate:
    """What iOS tells the app. Make one, before UIApplicationMain, and keep it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._application: Held | None = None
        self._scene: Held | None = None  # the screens' own delegate
        scene: Mapping[Callback, Callable[..., None]] = {
            _CONNECTS: self._connects,
            _OPENS: lambda _scene, contexts: self._opens(contexts),
            **{callback: self._passing(message) for callback, message in _PASSED_ON.items()},
        }
        self._scene_class = objc.defined(SCENE, _PARENT, scene)
        application: Mapping[Callback, Callable[..., object]] = {
            _LAUNCHED: self._launched,
            _CONFIGURES: self._configures,
        }
        self.application_class = objc.defined(APPLICATION, _PARENT, application)

    def _launched(self, application: int, _options: int | None) -> bool:
        self._application = Held(application)
        _TIMER(0.0, False, _FIRED(_runs))  # noqa: FBT003 - Objective-C names it
        self._parts.starts()
        return True

    def _configures(self, _application: int, _session: int, _options: int | None) -> int:
        return self._configuration.pointer

    @cached_property
    def _configuration(self) -> Held:
        """Say which class has the scene. Kept, as what is given has to outlive the pool there."""
        made = _INIT(_ALLOC(), foundation.ns_text(_CONFIGURATION), _ROLE.value)
        _SET_CLASS(made, self._scene_class.ptr.value)
        return Held(made, owned=True)

    def _connects(self, scene: int, session: int, options: int | None) -> None:
        """Make the screens, once for the process, give them the scene, and tell of its links."""
        if self._scene is None and self._application is not None:
            self._scene = self._parts.screens.begin(self._application.pointer)
        if self._scene is not None:
            _CONNECT(self._scene.pointer, scene, session, options)
        self._opens(_LINKS_OF(options))

    def _opens(self, contexts: int | None) -> None:
        for one in foundation.members(contexts):
            self._parts.link_came(foundation.url_text(_URL_OF(one)))

    def _passing(self, message: Message) -> Callable[..., None]:
        def passes(scene: int) -> None:
            if self._scene is not None:
                message(self._scene.pointer, scene)

        return passes


def of_toga(toga: Any, application: int) -> Held:
    """Have Toga's delegate of the app launch it, and make its delegate of a scene."""
    launches = objc.new(toga.PythonAppDelegate)  # held, for as long as it is spoken to
    _LAUNCH(launches.pointer, application, None)
    return objc.new(toga.PythonSceneDelegate)


def _runs(_timer: int) -> None:
    """Run the loop from Python, which lets go of its lock while it waits.

    `main.m` enters UIApplicationMain with that lock held: until Toga does the same for its own
    loop, no thread of ours would ever run. It returns never; events are handled inside.
    """
    _RUN(_LOOP())
