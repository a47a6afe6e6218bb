"""Makes dots of our own secrets in what a service answers, before anybody reads it.

Services repeat what they were sent: “unknown key 1b2c3d…”, a request's headers in a page of errors.
Their words may become a sentence for a person, a delivery's history or an activity's title. The
secrets are known, so nothing is guessed: each is looked for in the forms that answers have.
"""

import html
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from urllib.parse import quote, quote_plus

from pydantic import BaseModel

from fitglue.domain.asking import Reply
from fitglue.domain.oauth import Tokens
from fitglue.domain.secret import Secret

_DOTS = "•••"
#: What is shorter guards nothing, and stands in answers by chance.
_SHORTEST = 8


def secrets_of(settings: BaseModel, tokens: Tokens | None, sent: Mapping[str, str]) -> set[str]:
    """Name what may not come back: secret settings, tokens, and what let a request in."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    values += [tokens.access, tokens.refresh] if tokens is not None else []
    secrets = {one.reveal().strip() for one in values if isinstance(one, Secret)}
    authorization = next((sent[name] for name in sent if name.lower() == "authorization"), "")
    return secrets | {authorization.rpartition(" ")[2]}


def hushed(reply: Reply, secrets: Collection[str]) -> Reply:
    """Give an answer with dots in place of secrets."""
    forms = {form for one in secrets if len(one) >= _SHORTEST for form in _written(one)}
    longest_first = sorted(forms, key=len, reverse=True)
    return replace(
        reply,
        headers={name: _without(value, longest_first) for name, value in reply.headers.items()},
        body=_without_bytes(reply.body, longest_first),
    )


def _written(secret: str) -> set[str]:
    """Give a secret as it is, and as JSON, addresses, forms and HTML write it."""
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", r"\/"),
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        html.escape(secret),
        html.escape(secret, quote=False),
    }


def _without(text: str, forms: Collection[str]) -> str:
    for form in forms:
        text = text.replace(form, _DOTS)
    return text


def _without_bytes(content: bytes, forms: Collection[str]) -> bytes:
    for form in forms:
        content = content.replace(form.encode(), _DOTS.encode())
    return content
