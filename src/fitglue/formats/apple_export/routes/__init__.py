"""Routes: GPX files beside the document, or positions inside a workout."""
