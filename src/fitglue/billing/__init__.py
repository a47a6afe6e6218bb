"""Paid plans through Stripe, where the operator wants them: docs/decisions/0017."""
