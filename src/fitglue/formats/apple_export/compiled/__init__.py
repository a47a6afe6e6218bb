"""The innermost loops once more in C, where a compiler was there when FitGlue was installed.

Without one, or with `FITGLUE_WITHOUT_C=1`, `module` is None and numpy does the same work. The only
users are `scanning/compiled_records.py` and `routes/gpx.py`.
"""

import os

if os.environ.get("FITGLUE_WITHOUT_C"):
    module = None
else:
    try:
        from fitglue.formats.apple_export.compiled import _compiled as module
    except ImportError:  # installed without a compiler, or for another Python
        module = None

__all__ = ["module"]
