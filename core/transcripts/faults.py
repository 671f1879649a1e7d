"""Which class an API error belongs to: what would help against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.model.signs import Fault

if TYPE_CHECKING:
    from core.transcripts.records import QuotaLimits

BY_NAME = {
    "billing_error": Fault.BILLING,
    "overloaded": Fault.OVERLOAD,
    "overloaded_error": Fault.OVERLOAD,
    "authentication_failed": Fault.AUTH,
    "oauth_org_not_allowed": Fault.AUTH,
    "verification_required": Fault.AUTH,
    "cloud_credential_error": Fault.AUTH,
    "account_on_hold": Fault.AUTH,
    "model_not_found": Fault.REFUSED,
    "invalid_request": Fault.REFUSED,
    "max_output_tokens": Fault.REFUSED,
}
OVERLOADED = 529
THROTTLED = 429
SERVER = range(500, 600)
REFUSED = (400, 404, 413, 422)
LOGIN = (401, 403)
PAYMENT = 402
BY_TEXT = tuple(
    (re.compile(pattern, re.IGNORECASE), fault)
    for pattern, fault in (
        (r"^You've (hit|reached) your .*spend limit|spend limit (reached|unavailable)", "billing"),
        (r"credit balance (is )?too low|^You're out of (usage credits|extra usage)", "billing"),
        (
            r"^Your org is out of usage|monthly (spend|usage) limit|usage credits required",
            "billing",
        ),
        (r"You have reached your (specified )?(workspace )?API usage limits", "billing"),
        (r"^You've (hit|reached) your [\w-]*\s*limit", "window"),
        (r"^Claude( AI)? usage limit reached", "window"),
        (r"temporarily limiting requests|Request rejected \(429\)", "throttle"),
        (r"overloaded|Repeated 529|experiencing high load", "overload"),
        (r"API Error: 5\d\d|mid-response|timed out|stalled|malformed response", "server"),
        (r"ENOTFOUND|ECONN|EHOSTUNREACH|fetch failed|Unable to connect", "network"),
        (r"Connection (lost|dropped|refused)|Socket is closed|went to sleep", "network"),
        (r"Please run /login|Not logged in|Login expired|Invalid API key", "auth"),
        (r"OAuth token|Failed to authenticate|Could not resolve authentication", "auth"),
        (r"prompt is too long|Request too large|Usage Policy|selected model", "refused"),
    )
    for fault in (Fault(fault),)
)


def fault_of(
    *, name: str, status: int | None, api_error: str, limits: QuotaLimits | None, text: str
) -> Fault:
    """Classify an error record; the first match wins (quota-and-github.md 2.6).

    Structured fields decide; `text` is the client's own sentence and is looked at only where they
    leave the class open.
    """
    if limits is not None and limits.status == "rejected":
        by_overage = limits.rateLimitType in ("", "overage") and limits.overageDisabledReason
        return Fault.BILLING if by_overage else Fault.WINDOW
    if api_error == "usage_limit_reached":
        return Fault.WINDOW
    if status == PAYMENT:
        return Fault.BILLING
    if name in BY_NAME:
        return BY_NAME[name]
    by_text = next((fault for pattern, fault in BY_TEXT if pattern.search(text)), None)
    if by_text in (Fault.BILLING, Fault.WINDOW):
        return by_text
    return _by_status(name, status) or by_text or Fault.UNKNOWN


def _by_status(name: str, status: int | None) -> Fault | None:
    """What the HTTP status says, where there is one."""
    if status == OVERLOADED:
        return Fault.OVERLOAD
    if status == THROTTLED or (status is None and name == "rate_limit"):
        return Fault.THROTTLE
    if status in SERVER:
        return Fault.SERVER
    if status in LOGIN:
        return Fault.AUTH
    return Fault.REFUSED if status in REFUSED else None
