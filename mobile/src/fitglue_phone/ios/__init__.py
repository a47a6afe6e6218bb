"""What the app says to iOS: HealthKit, uploads in the background, wakes, and the keychain."""
