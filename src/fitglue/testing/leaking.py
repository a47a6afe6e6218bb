"""A target whose author was careless: its mistakes have the account's key in their text."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import About, PluginKind, Receipt, TargetTools
from fitglue.testing.fakes import found, write_distribution

ABOUT = About(
    id="leaking",
    kind=PluginKind.TARGET,
    name="Leaking",
    summary="A target for tests.",
    description="It fails, and its errors say what nobody may read.",
    connection="hevy",
)


class Leaking:
    """Fails with the key of its connection in an error, and in that error's cause."""

    about = ABOUT

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Fail."""
        del activity
        key = tools.connection.settings.model_dump_json() + _revealed(tools)
        try:
            _ = {}[key]
        except KeyError as problem:
            raise ValueError(f"{key} does not work") from problem

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Fail."""
        del receipt
        return self.deliver(activity, tools)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Fail."""
        return self.deliver(activity, tools)


def _revealed(tools: TargetTools) -> str:
    return getattr(tools.connection.settings, "api_key").reveal()  # noqa: B009 - Hevy's own field


@contextmanager
def leaking(folder: Path) -> Generator[None]:
    """Let this process find it during the block."""
    entry = "[fitglue.plugins]\nleaking = fitglue.testing.leaking:plugin\n"
    write_distribution(folder, "fitglue-leaking", entry)
    with found(folder, {}):
        yield


plugin = Leaking()
