"""The innermost loops once more in C, where a compiler was there when FitGlue was installed.

Without one, numpy does the same work. `records.py` and `points.py` are the only users.
"""

try:
    from fitglue.formats.apple_export.compiled import _compiled as module
except ImportError:  # installed without a compiler, or for another Python
    module = None

__all__ = ["module"]
