"""A text that is never shown by accident: not in a log, not in a traceback, not in a page."""

import secrets
from typing import Any

from pydantic_core import CoreSchema, core_schema


class Secret:
    """Holds a text that only `reveal` gives; whatever prints it prints dots.

    Redaction hangs on the type, so a value is hidden wherever it turns up. Empty is false.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, where it is handed to whoever needs it."""
        return self._text

    def matches(self, offered: str) -> bool:
        """Compare in a time that tells nothing; an empty secret matches nothing."""
        return bool(self) and secrets.compare_digest(self._text.encode(), offered.encode())

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(
            self._text.encode(), other._text.encode()
        )

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __repr__(self) -> str:
        return "Secret(•••)" if self else "Secret()"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        """Let settings read it from a text, and write it as dots."""
        from_text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), from_text],
            serialization=core_schema.plain_serializer_function_ser_schema(repr),
        )
