"""A stand-in for Intervals.icu, for what FitGlue uses of it.

It answers as the OpenAPI description at https://intervals.icu/api/v1/docs says: HTTP Basic whose
user is exactly `API_KEY`, uploads in the multipart field `file`, 201 when something is new and
200 when all of it was there (told by a hash of the file's bytes), ids such as "i98765",
multisport files split, errors as `{"status", "error"}`. Activities that came from Strava are
empty stubs which nobody may read or change. Limits are those that its author named in the
service's forum: 2,500 requests in 15 minutes and 5,000 in a day, told by X-RateLimit headers; ten
a second are `PER_SECOND`. The firewall in front of it turns away who gives no name.

::

    site = IntervalsIcu()
    with served(site) as address: ...
    site.plant(content, name="Canal loop")      # an activity that came some other way
    site.faults.script += [Fault.LOST]
"""

from fitglue.testing.services.intervals.kept import Kept
from fitglue.testing.services.intervals.site import KEY, PER_SECOND, Asked, IntervalsIcu

__all__ = ["KEY", "PER_SECOND", "Asked", "IntervalsIcu", "Kept"]
