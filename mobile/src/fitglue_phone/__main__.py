"""Starts the app: see `starting`."""

import sys

from fitglue_phone.starting import main

if sys.platform == "ios" or hasattr(sys, "getandroidapilevel"):
    main(())  # returns at once: the system's own loop goes on
else:
    sys.exit(main(sys.argv[1:]))
