"""What tests, benchmarks and the demo are fed with: an athlete made up, and files made hostile."""
