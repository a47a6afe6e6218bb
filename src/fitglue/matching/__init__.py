"""Whether two recordings are the same workout, and what their union holds."""
