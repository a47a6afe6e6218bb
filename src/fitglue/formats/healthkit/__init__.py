"""What HealthKit means, whichever way it came: events, parts, statistics, samples, routes."""
