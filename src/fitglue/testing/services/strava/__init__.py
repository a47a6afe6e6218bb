"""A stand-in for Strava: signing in, uploads, activities, and both rate limits.

::

    site = Strava()
    with served(site) as address:
        ...                          # base address, and everything under it
    site.polls_needed = 2            # what happens is scripted by plain fields
    site.faults.script += [Fault.LOST]

It answers as the published description does (https://developers.strava.com/swagger/swagger.json),
as its pages about signing in, uploads and rate limits say, and, where those are silent, as clients
in use report. What is known from one report alone, or from general knowledge, is marked [1] or [K]
where it is written.
"""

from fitglue.testing.services.strava.kept import Remote, Upload
from fitglue.testing.services.strava.site import Strava

__all__ = ["Remote", "Strava", "Upload"]
