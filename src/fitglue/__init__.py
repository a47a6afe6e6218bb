"""FitGlue glues a person's workouts together: source, boosters, targets."""
