"""What the app does, without any phone: pure Python, and nothing beyond its standard library."""
