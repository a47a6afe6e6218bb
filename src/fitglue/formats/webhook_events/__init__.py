"""Events as FitGlue posts and takes them: `{"type", "timestamp", "data"}`, see docs/webhooks.md.

::

    wire      what stands in an event
    telling   an activity as an event that goes out
    reading   a workout that a program of somebody's posts
    schema    the JSON Schema of both: v1.schema.json
"""
