"""Stand-ins for services: one ASGI application each, with a state in memory and faults to order."""
