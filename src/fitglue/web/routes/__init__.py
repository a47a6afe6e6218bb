"""Addresses, by the noun they are about."""
