"""Shows the app on a desktop, with simulated Health.

python -m fitglue_phone.screens --workouts 300
"""

import sys

from fitglue_phone.screens.on_desktop import main

sys.exit(main())
