"""What iOS would answer with an NSException, which ends the app, is sent behind its check alone.

rubicon-objc cannot catch one. So each message that may raise is listed here with the one function
that sends it and what that function asks before. The sources are read, not run: it needs no iOS.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_GATEWAY = Path(__file__).parents[2] / "src/fitglue_phone/ios"
#: Selector → file, function, and the check in it.
BEHIND = {
    # a unit that does not fit, or cannot be read
    "doubleValueForUnit:": ("healthkit/quantities.py", "value_in", "FITS"),
    "unitFromString:": ("healthkit/quantities.py", "_unit", "UNITS"),
    "quantityWithUnit:doubleValue:": ("healthkit/quantities.py", "made", "unit"),
    "quantitySampleWithType:quantity:startDate:endDate:metadata:": (
        "healthkit/writing.py", "_samples", "_TYPE_FITS",
    ),
    # no sentence in Info.plist, or nothing to ask for
    "requestAuthorizationToShareTypes:readTypes:completion:": (
        "healthkit/authorization.py", "request", "_check_usage",
    ),
    "getRequestStatusForAuthorizationToShareTypes:readTypes:completion:": (
        "healthkit/authorization.py", "send", "",
    ),  # with the sets of `_sets`, which are never empty
    # an identifier that Info.plist does not name, or one twice
    "registerForTaskWithIdentifier:usingQueue:launchHandler:": (
        "bgtasks.py", "register", "_permitted",
    ),
    # a file that is gone, an address that is none
    "uploadTaskWithRequest:fromFile:": ("urlsession.py", "send", "_file"),
    "requestWithURL:": ("urlsession.py", "_request", "NoUrl"),
    # nothing in the place of a workout
    "predicateForWorkoutEffortSamplesRelatedToWorkout:activity:": (
        "healthkit/series.py", "_effort", "",
    ),  # where `_of` knows the type, and has the workout
    # statistics without a handler
    "initWithQuantityType:quantitySamplePredicate:options:anchorDate:intervalComponents:": (
        "healthkit/metrics.py", "_by_day", "_SET_RESULTS",
    ),
    # bytes that are no archive raise inside, and give nothing here
    "unarchivedObjectOfClass:fromData:error:": (
        "healthkit/changes.py", "restored", "AnchorInvalid",
    ),
    # a popover that hangs nowhere
    "presentViewController:animated:completion:": ("sharing.py", "share", "_FROM"),
    # an index behind the end
    "setObject:forKey:": ("foundation.py", "ns_dictionary", ""),
    "addObject:": ("foundation.py", "ns_array", ""),
    # a route without a point, times that go back: `write` asked before
    "insertRouteData:completion:": ("healthkit/writing.py", "_write_route", "range"),
    "finishRouteWithWorkout:metadata:completion:": (
        "healthkit/writing.py", "_write_route", "range",
    ),
    "finishWorkoutWithCompletion:": ("healthkit/writing.py", "_built", "_wait_for"),
    "beginCollectionWithStartDate:completion:": ("healthkit/writing.py", "_built", "_wait_for"),
    "endCollectionWithEndDate:completion:": ("healthkit/writing.py", "_built", "_wait_for"),
}  # fmt: skip


def sources() -> dict[str, str]:
    return {
        path.relative_to(_GATEWAY).as_posix(): path.read_text() for path in _GATEWAY.rglob("*.py")
    }


def declared(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give the name and the selector of each message that a file declares."""
    for node in tree.body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        target = node.targets[0] if isinstance(node, ast.Assign) else target
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Call) and value.args:
            is_message = isinstance(value.func, ast.Name) and value.func.id == "Message"
            if is_message and isinstance(value.args[0], ast.Constant):
                yield target.id, str(value.args[0].value).rstrip("]").split(" ")[-1]


def uses(tree: ast.Module) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Give each name inside a function: with the innermost function, and all that one names."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    for one in functions:
        inner = {id(node) for other in functions if other is not one and other in ast.walk(one)
                 for node in ast.walk(other)}  # fmt: skip
        named = [node for node in ast.walk(one) if isinstance(node, ast.Name | ast.Attribute)]
        names = frozenset(_name(node) for node in named)
        for node in named:
            if id(node) not in inner:
                yield _name(node), one.name, names


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def faults(told: dict[str, str]) -> list[str]:
    """Name each place that sends what may raise and is not the one listed, with its check."""
    trees = {file: ast.parse(text) for file, text in told.items()}
    names = {
        (file, name): selector for file, tree in trees.items() for name, selector in declared(tree)
    }
    found = []
    for file, tree in trees.items():
        for name, function, beside in uses(tree):
            own = names.get((file, name))
            others = {one for (_, known), one in names.items() if known == name and known[0] != "_"}
            for selector in ({own} if own else others) & BEHIND.keys():
                where, sender, check = BEHIND[selector]
                if (file, function) != (where, sender) or (check and check not in beside):
                    found.append(f"{file} {function} {selector}")
    return found


def test_what_may_raise_is_sent_behind_its_check() -> None:
    assert faults(sources()) == []


def test_all_that_is_listed_is_sent_somewhere() -> None:
    known = {one for text in sources().values() for _, one in declared(ast.parse(text))}
    assert BEHIND.keys() - known == set()


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("healthkit/quantities.py", "not FITS(quantity, unit(spelling))", "not spelling"),
        ("healthkit/series.py", "_columns(read, sample).add(", "quantities.VALUE_IN("),
        ("bgtasks.py", "if REFRESH not in _permitted():", "if not REFRESH:"),
        ("urlsession.py", "_file(upload.file))", "_FILE_URL(upload.file))"),
    ],
)  # fmt: skip
def test_a_check_that_is_gone_would_be_found(file: str, before: str, after: str) -> None:
    told = sources()
    assert before in told[file]
    assert len(faults(told | {file: told[file].replace(before, after, 1)})) == 1


def test_blocks_and_callbacks_are_made_in_one_place_each() -> None:
    """There every error is met and every completion called; nobody else has the means."""
    tree = ast.parse(sources()["objc.py"])
    made = [(name, function) for name, function, _ in uses(tree) if name in {"Block", "add_method"}]
    assert made == [("Block", "block"), ("add_method", "added")]
