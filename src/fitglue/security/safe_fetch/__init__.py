"""Reaching addresses that people type, and never the inside of the server's own network.

::

    a typed address ──► resolve once ──► inside? ──► connect to what was checked
                                           │  the operator may allow a host: FITGLUE_ALLOWED_HOSTS
                                           └─ NeedsUser

`safe_client` is for requests of ours; `guarded` for libraries that do their own networking.
"""

from fitglue.security.safe_fetch.addresses import inside
from fitglue.security.safe_fetch.allowed import AllowedHosts
from fitglue.security.safe_fetch.client import Limits, safe_client
from fitglue.security.safe_fetch.guarding import guarded

__all__ = ["AllowedHosts", "Limits", "guarded", "inside", "safe_client"]
