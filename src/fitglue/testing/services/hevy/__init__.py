"""A stand-in for Hevy's public API, for what FitGlue asks of it.

It answers as https://api.hevyapp.com/docs (0.0.1) says, and where that is silent as it was seen to:
sets are read with `supersets_id` and written with `superset_id`; an answer to writing may be the
workout, a list of one, or either inside of “workout”, or the id (`answers`); nothing is recognised
when it is sent again; the feed holds the newest event of each workout; a page behind the last is
404. Beyond it, what the description does not know is refused, so that mistakes are seen.
"""

from fitglue.testing.services.hevy.exercises import some_templates, template
from fitglue.testing.services.hevy.site import KEY, OWNER, HevySite

__all__ = ["KEY", "OWNER", "HevySite", "some_templates", "template"]
