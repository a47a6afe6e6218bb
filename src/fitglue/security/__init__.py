"""Passwords, tokens, limits on tries, and names for the programs that ask."""
