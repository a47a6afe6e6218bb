"""Where everything is kept: tables, migrations, repositories, blobs. Every query has an owner."""

from fitglue.store.store import Store

__all__ = ["Store"]
