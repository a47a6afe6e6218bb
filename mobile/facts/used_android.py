# ruff: noqa: INP001 - beside a command, no package
"""Names the classes of Java and Android that the app declares: `fitglue_phone.android`.

Needs neither Java nor Android: declaring loads nothing.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

_MADE_BY_CHAQUOPY = {"fitglue_phone.android.job", "fitglue_phone.android.link"}


def declared_names() -> set[str]:
    """Import all of the gateway and name its classes."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    gateway = importlib.import_module("fitglue_phone.android")
    for module in pkgutil.walk_packages(gateway.__path__, "fitglue_phone.android."):
        if module.name not in _MADE_BY_CHAQUOPY and ".packaging" not in module.name:
            importlib.import_module(module.name)
    framework = importlib.import_module("fitglue_phone.android.framework")
    return {one.name for one in framework.DECLARED}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(sorted(declared_names())))
