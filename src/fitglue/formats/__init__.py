"""Bytes to workouts and back. Every reader is pure, limited and tolerant; every writer exact."""
