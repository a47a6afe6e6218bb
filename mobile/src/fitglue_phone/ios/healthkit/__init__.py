"""HealthKit behind the core's port: read workouts and all that belongs to them, and write back."""
