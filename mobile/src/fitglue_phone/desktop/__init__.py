"""The ports of a desktop, for development and tests: urllib, files, and a loop."""
