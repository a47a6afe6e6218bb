"""Lets the tests of this folder share `exports`, the builder of small exports."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
