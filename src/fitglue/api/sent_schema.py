"""Names the wire format's schema of a body that a route reads by itself."""

from typing import Any


def described(name: str) -> dict[str, Any]:
    """Give what OpenAPI is told of such a body."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
