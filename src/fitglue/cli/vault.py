"""`fitglue vault rotate` and `fitglue vault forget`."""

import typer

from fitglue.config import Settings
from fitglue.domain.errors import Damaged, Misconfigured
from fitglue.instance import check_key, open_store, vault_of


def run_rotate() -> None:
    """Seal everything under a new key and say how much that was. Raises Misconfigured."""
    settings = Settings()
    store, vault = open_store(settings), vault_of(settings)
    check_key(settings, store)
    if vault.keys.is_given and len(vault.keys.all()) == 1:
        raise Misconfigured(
            "FITGLUE_SECRET_KEY has no second key, so there is none to change to.",
            "Write a new key in front of it, a comma between, restart FitGlue, and try again.",
        )
    try:
        number = vault.rotate(store.sealed)
    except Damaged as problem:
        raise Misconfigured(
            "A secret does not open under its own key, so every key is kept.",
            "Give up what does not open, then try again: fitglue vault forget",
        ) from problem
    store.close()
    typer.echo(
        f"{_counted(number)} sealed under a new key; the older ones are not needed any more."
    )
    if len(vault.keys.all()) > 1:
        typer.echo("Take them out of FITGLUE_SECRET_KEY, and restart FitGlue.")
    typer.echo("Older copies of the database need the old key: make a new backup.")


def run_forget() -> None:
    """Empty what no key opens and say how much that was."""
    settings = Settings()
    store = open_store(settings)
    number = store.sealed.forget(vault_of(settings).is_lost)
    store.close()
    typer.echo(f"{_counted(number)} given up, for no key here opens it.")
    if number:
        typer.echo("Whose they were sees “Connect again” under Settings, Connections.")


def _counted(number: int) -> str:
    return "1 secret was" if number == 1 else f"{number} secrets were"
