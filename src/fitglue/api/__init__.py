"""The API for programs: personal tokens in, JSON out, described at /api/v1/openapi.json.

One file per noun in `api/routes`, each with a `router` that `api/app.py` names.
"""

PATH = "/api/v1"
#: Where a person reads what it can do.
PAGE = "/help/api"
