"""What makes an activity better on its way: one file per booster."""
