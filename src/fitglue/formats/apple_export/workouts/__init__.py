"""From a workout's text, its samples and its routes to a `Workout`."""
