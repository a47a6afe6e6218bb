"""Shows the app: on an iPhone with HealthKit, on a desktop with simulated Health.

python -m fitglue_phone.screens --workouts 300
"""

import sys

if sys.platform == "ios":
    from fitglue_phone.screens.on_ios import main as shell

    shell().main_loop()
else:
    from fitglue_phone.screens.on_desktop import main

    sys.exit(main())
