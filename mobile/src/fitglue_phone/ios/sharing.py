"""The sheet by which a person hands a text to another app."""

from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import Flag, Message, Object
from fitglue_phone.ios.objc import pool

_ALLOC = Message("+[UIActivityViewController alloc]")
_INIT = Message(
    "-[UIActivityViewController initWithActivityItems:applicationActivities:]",
    Object,
    (Object, Object),
)
_ROOT = Message("-[UIWindow rootViewController]")
_VIEW = Message("-[UIViewController view]")
_POPOVER = Message("-[UIViewController popoverPresentationController]")
_FROM = Message("-[UIPopoverPresentationController setSourceView:]", None, (Object,))
_SHOW = Message(
    "-[UIViewController presentViewController:animated:completion:]", None, (Object, Flag, Object)
)


def share(window: int, told: str) -> None:
    """Show the sheet with a text over a window, on the app's own thread.

    On an iPad it hangs on a view, without which showing it would be an NSException.
    """
    with pool():
        items = foundation.ns_array([foundation.ns_text(told)])
        sheet = foundation.autoreleased(_INIT(_ALLOC(), items, None))
        root = _ROOT(window)
        _FROM(_POPOVER(sheet), _VIEW(root))
        _SHOW(root, sheet, True, None)  # noqa: FBT003 - Objective-C names it
