"""Moves activities from sources through boosters to targets, and only that."""
