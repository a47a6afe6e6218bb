"""`fitglue serve` and `fitglue demo`."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import typer

from fitglue import logs
from fitglue.background_work import FIRST_PAGE_S, BackgroundWork
from fitglue.cli.loading import loading
from fitglue.config import Settings
from fitglue.demo import make_up
from fitglue.incoming import forget_cut_off_uploads
from fitglue.instance import Instance, incoming_folder, open_instance
from fitglue.listening import listen
from fitglue.store.activities import Wanted
from fitglue.working import work

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run_server(*, host: str | None, port: int | None, works: bool) -> None:
    """Serve the data folder."""
    _serve(open_instance(_settings(host, port)), works=works)


def run_worker() -> None:
    """Work on what others queue, until told to stop."""
    work(open_instance(Settings()), lambda slot: typer.echo(f"Worker {slot} is at work."))


def run_demo(*, host: str | None, port: int | None) -> None:
    """Serve a data folder of its own, filled with a made-up athlete's year the first time."""
    settings = _settings(host, port)
    own = settings.model_copy(update={"data": settings.data / "demo", "output": None})
    instance = open_instance(own)
    # Making up a year takes seconds; the pages are there at once.
    filling = threading.Timer(FIRST_PAGE_S, _fill, (instance,))
    filling.daemon = True
    _serve(instance, filling.start)


def _settings(host: str | None, port: int | None) -> Settings:
    chosen: dict[str, Any] = {"host": host, "port": port}
    return Settings(**{name: value for name, value in chosen.items() if value is not None})


def _fill(instance: Instance) -> None:
    owner = instance.owner()
    store = instance.store
    if store.imports.unfinished() or store.activities.page(owner.id, Wanted(limit=1)).total:
        return
    path = incoming_folder(instance.settings) / "demo.zip"
    make_up(path, datetime.now(UTC).date())
    instance.queue_import(owner.id, path, "export.zip")


def _serve(
    instance: Instance, then: Callable[[], None] = lambda: None, *, works: bool = True
) -> None:
    if instance.settings.host not in _LOOPBACK:
        typer.echo(
            "FitGlue listens to the whole network without encryption: "
            "put it behind a proxy that speaks HTTPS."
        )

    def ready(address: str) -> None:
        _announce(instance, address)
        then()

    listener = listen(instance.settings)
    logs.configure(instance.settings.log_level)
    working = _working(instance) if works else None
    try:
        with loading():
            from fitglue.server import serve  # noqa: PLC0415
        serve(instance, listener, ready, working)
    except BaseException:
        if working is not None:  # no thread of it keeps a program that could not start
            working.stop()
        raise


def _working(instance: Instance) -> BackgroundWork:
    forget_cut_off_uploads(instance)
    return BackgroundWork(instance)


def _announce(instance: Instance, address: str) -> None:
    typer.echo(f"FitGlue is at {address}")
    if instance.store.accounts.count() == 0:
        typer.echo("Open this link once to make the first account:")
        typer.echo(f"  {address}/welcome/{instance.welcome_token()}")
    typer.echo(f"FIT files go to {instance.settings.output_folder}")
    typer.echo("Stop with Ctrl-C.")
