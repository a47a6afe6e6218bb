"""Runs the app without a screen, on simulated Health.

python -m fitglue_phone --simulated --server URL --code CODE
"""

import sys

from fitglue_phone.desktop.running import main

sys.exit(main())
