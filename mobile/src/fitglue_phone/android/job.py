"""The service that Android starts for a job: Chaquopy makes a Java class of it when it builds.

Imported inside an Android app alone. What it does is in `launching`, and tested there.
https://chaquo.com/chaquopy/doc/current/python.html#static-proxy
"""

from typing import Any

from android.app.job import JobParameters, JobService  # ty: ignore[import-not-found]
from java import Override, jboolean, static_proxy  # ty: ignore[import-not-found]

from fitglue_phone.android import launching


class SyncJob(static_proxy(JobService)):
    """Reads and sends while Android lets it."""

    @Override(jboolean, [JobParameters])  # ty: ignore[dynamic-function-decorator-return]
    def onStartJob(self, parameters: Any) -> bool:  # noqa: N802 - Java names it
        """Begin; the work goes on on another thread."""
        return launching.of_process(self.getApplicationContext()).job_began(self, parameters)

    @Override(jboolean, [JobParameters])  # ty: ignore[dynamic-function-decorator-return]
    def onStopJob(self, parameters: Any) -> bool:  # noqa: N802 - Java names it
        """Be stopped early."""
        return launching.of_process(self.getApplicationContext()).job_stopped(parameters)
