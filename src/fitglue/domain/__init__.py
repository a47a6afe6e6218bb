"""What a workout is. Pure: no files, no network, no database, nothing else of ours."""
