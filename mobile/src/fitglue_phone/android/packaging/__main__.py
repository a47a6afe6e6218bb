"""Completes the project in a folder."""

import sys
from pathlib import Path

from fitglue_phone.android.packaging.network import complete

if __name__ == "__main__":
    complete(Path(sys.argv[1]))
