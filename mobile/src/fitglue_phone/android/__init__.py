"""What the app says to Android: Health Connect, jobs, the keystore, and the network."""
