"""What programs can ask for: one file per noun."""
