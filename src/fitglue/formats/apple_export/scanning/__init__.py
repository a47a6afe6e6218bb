"""From a gigabyte of XML to columns of samples and the texts of workouts, in one pass."""
