from fitglue.domain.streams import FloatArray
def without_points(xml: bytes) -> tuple[bytes, dict[str, FloatArray] | None]:
    return xml, None
