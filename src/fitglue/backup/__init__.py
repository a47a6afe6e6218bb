"""Backups: one open file that holds an installation, and installations made from it.

A backup is a zip without further packing::

    manifest.json             what is in it, with hashes; written last
    rows/<table>.jsonl.zst    one JSON object per row
    blobs/<ab>/<sha256>       as they are kept
    incoming/<name>           uploads whose import is not over
    files/<path>              delivered files
    secret.key                the key of the vault, if there is one
"""
