"""Health Connect through the framework's own API, Android 14 and later."""
