"""Where boosted activities go: one file per target."""
