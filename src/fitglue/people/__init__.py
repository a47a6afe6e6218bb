"""Accounts in use: getting in, letting in, and who may what. Pages, API and console call this."""
