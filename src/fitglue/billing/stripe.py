"""Stripe's API, as far as plans need it: https://docs.stripe.com/api."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured, Transient

#: Names our account in what Stripe keeps, so that its events lead back here in any order.
ACCOUNT = "fitglue_account"
_VERSION = "2025-03-31.basil"  # what we were tested with, whatever the operator's account says
_PATIENCE_S = 20.0
# A late payment is asked for again by Stripe, which ends the subscription when it gives up.
_PAID = frozenset({"active", "trialing", "past_due"})
_BUSY, _BROKEN = 429, 500
_REFUSALS = range(400, _BROKEN)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What somebody pays, as Stripe sees it now."""

    id: str
    customer: str
    status: str

    @property
    def is_paid(self) -> bool:
        """Tell whether it makes an Athlete."""
        return self.status in _PAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """Asks Stripe. Raises Transient when it does not answer, Misconfigured when it refuses."""

    key: str = field(repr=False)
    price: str
    url: str

    def checkout(self, account_id: str, email: str, customer: str, back_to: str) -> str:
        """Give the address of a page of Stripe's where somebody pays and comes back."""
        known = {"customer": customer} if customer else {"customer_email": email}
        session = self._ask("POST", "/v1/checkout/sessions", {
            "mode": "subscription",
            "line_items[0][price]": self.price,
            "line_items[0][quantity]": "1",
            "client_reference_id": account_id,
            f"subscription_data[metadata][{ACCOUNT}]": account_id,
            "success_url": f"{back_to}?paid",
            "cancel_url": back_to,
            **{name: value for name, value in known.items() if value},
        })  # fmt: skip
        return session["url"]

    def portal(self, customer: str, back_to: str) -> str:
        """Give the address of a page of Stripe's where somebody sees their bills, or stops."""
        form = {"customer": customer, "return_url": back_to}
        return self._ask("POST", "/v1/billing_portal/sessions", form)["url"]

    def subscription(self, subscription_id: str) -> Subscription:
        """Look at a subscription; one that has ended is there, too."""
        told = self._ask("GET", f"/v1/subscriptions/{subscription_id}")
        return Subscription(told["id"], told["customer"], told["status"])

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Any:
        import httpx2  # noqa: PLC0415 - 0.1 s of every start, for servers with Stripe alone

        try:
            answer = httpx2.request(
                method, f"{self.url.rstrip('/')}{path}", data=form, timeout=_PATIENCE_S,
                headers={"authorization": f"Bearer {self.key}", "stripe-version": _VERSION},
            )  # fmt: skip
        except httpx2.HTTPError as problem:
            raise _silent() from problem
        if answer.status_code == _BUSY or answer.status_code >= _BROKEN:
            raise _silent()
        if answer.status_code in _REFUSALS:
            raise _refusal(answer.json())
        return answer.json()


def stripe_of(settings: Settings) -> Stripe | None:
    """Give Stripe as an operator set it up, or none."""
    if not (settings.stripe_key and settings.stripe_price and settings.stripe_webhook_secret):
        return None
    return Stripe(key=settings.stripe_key, price=settings.stripe_price, url=settings.stripe_url)


def _silent() -> Transient:
    return Transient("Stripe does not answer.", "Try again in a minute.")


def _refusal(answer: Any) -> Misconfigured:
    said = answer.get("error", {}).get("message", "")
    return Misconfigured(
        f"Stripe did not do it: {said}", "Whoever runs this server has to look at its settings."
    )
