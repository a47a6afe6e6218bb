"""`fitglue export --everything` and `fitglue erase`."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from fitglue import logs
from fitglue.config import Settings
from fitglue.domain.arrival import Progress
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.instance import Instance, open_instance
from fitglue.ownership.erasing import erase
from fitglue.ownership.proof import Proof
from fitglue.ownership.taking_away import FILE_NAME
from fitglue.ownership.writing import write_export
from fitglue.store.accounts import Account


def run_export_everything(email: str, out: Path | None) -> None:
    """Write everything of the owner, or of somebody else, into a zip."""
    instance = _opened()
    target = out or Path(FILE_NAME)
    target = target / FILE_NAME if target.is_dir() else target
    try:
        account = _found(instance, email) if email else instance.owner()
        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Writing everything", total=1.0)

            def tell(progress: Progress) -> None:
                bar.update(task, completed=progress.share, description=progress.doing)

            told = write_export(instance.store, account.id, target, tell)
    finally:
        instance.close()
    size_mb = target.stat().st_size / 10**6
    typer.echo(f"{target}: {told.counted['activities']} activities, {size_mb:.1f} MB.")
    typer.echo("It tells where you live and how your heart beats: keep it where only you can read.")
    for one in told.left_out:
        typer.echo(f"Not as FIT: {one}", err=True)


def run_erase(email: str, yes: str, *, keep_files: bool) -> int:
    """Erase somebody, print the proof, and give the exit code: 1 when anything was found."""
    instance = _opened()
    try:
        account = _found(instance, email)
        typed = yes or typer.prompt(
            f"Everything of {account.name} will be gone for good. Type {account.email} to go on",
            default="", show_default=False,
        )  # fmt: skip
        if typed.strip().lower() != account.email:
            raise NeedsUser("That was another address, and nothing was erased.", "Type it again.")
        proof = erase(instance, account, keep_files=keep_files)
    finally:
        instance.close()
    _print(proof)
    return 0 if proof.is_clean else 1


def _print(proof: Proof) -> None:
    typer.echo(f"Erased on {proof.at:%Y-%m-%d %H:%M} UTC. Counted afterwards:")
    for one in proof.counted:
        typer.echo(f"  {one.what:52} was {one.before:7}   is {one.now}")
    if not proof.is_clean:
        typer.echo(
            "Something was found that should be gone. Run it again, and report it.", err=True
        )
    typer.echo("What stays:")
    for sentence in proof.stays:
        typer.echo(f"  {sentence}")


def _opened() -> Instance:
    settings = Settings()
    logs.configure(settings.log_level)
    return open_instance(settings)


def _found(instance: Instance, email: str) -> Account:
    account = instance.store.accounts.by_email(email)
    if account is None:
        raise Denied(f"Nobody has an account as {email}.", "See who has: fitglue people list")
    return account
