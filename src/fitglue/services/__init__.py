"""Services that a person connects: one file per service."""
