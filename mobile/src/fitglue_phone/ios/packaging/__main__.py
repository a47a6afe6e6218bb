"""The command: completes a project, and says what it did."""

import argparse
import sys
from pathlib import Path

from fitglue_phone.ios.packaging.bundle import Unfit, compile_all, drop_openssl
from fitglue_phone.ios.packaging.project import complete


def main(arguments: list[str] | None = None) -> int:
    """Complete the project that Briefcase made in a folder."""
    parser = argparse.ArgumentParser(description="Completes the Xcode project of Briefcase.")
    parser.add_argument("folder", type=Path, help="build/NAME/ios/xcode")
    folder = parser.parse_args(arguments).folder
    try:
        done = [*complete(folder), *drop_openssl(folder), *compile_all(folder)]
    except Unfit as why:
        print(why, file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    print("\n".join(done))  # noqa: T201 - a command speaks
    return 0


if __name__ == "__main__":
    sys.exit(main())
