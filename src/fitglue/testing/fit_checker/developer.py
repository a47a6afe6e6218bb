"""Rules of developer fields: described before they are used, each with one meaning."""

from collections.abc import Iterator

from fitglue.testing.fit_checker.decoding import DecodedFit

_LONGEST_APPLICATION_ID = 16


def _developers_are_known(decoded: DecodedFit) -> Iterator[str]:
    makers = [row["developer_data_index"] for row in decoded["developer_data_id"]]
    if len(set(makers)) != len(makers):
        yield "Two developers share one index."
    for row in decoded["developer_data_id"]:
        if len(row["application_id"]) != _LONGEST_APPLICATION_ID:
            yield "An application_id does not have 16 bytes."
    for row in decoded["field_description"]:
        if row["developer_data_index"] not in makers:
            yield f"{row['field_name']} is described by a developer who is not in the file."


def _fields_have_one_meaning(decoded: DecodedFit) -> Iterator[str]:
    described = decoded["field_description"]
    numbers = [(row["developer_data_index"], row["field_definition_number"]) for row in described]
    if len(set(numbers)) != len(numbers):
        yield "Two developer fields share one number."
    names = [row["field_name"] for row in described]
    if len(set(names)) != len(names):
        yield "Two developer fields share one name."


def _fields_are_described_before_their_use(decoded: DecodedFit) -> Iterator[str]:
    names = {row["field_name"] for row in decoded["field_description"]}
    used = {kind: rows for kind, rows in decoded.developer.items() if any(rows)}
    for kind, rows in used.items():
        if not {name for row in rows for name in row} <= names:
            yield f"A {kind} has a developer field that nobody describes."
    if not used or not names:
        return
    last_word = len(decoded.order) - 1 - decoded.order[::-1].index("field_description")
    if any(decoded.order.index(kind) < last_word for kind in used):
        yield "A developer field is used before it is described."


DEVELOPER_RULES = (
    _developers_are_known, _fields_have_one_meaning, _fields_are_described_before_their_use,
)  # fmt: skip
