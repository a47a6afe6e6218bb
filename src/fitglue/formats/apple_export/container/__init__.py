"""What the phone packed its data in: a zip, or the bare document."""
