"""Who plays in the scene: agents of an online shop, what each is to do, and what becomes of it."""
# ruff: noqa: E501
# A row of a table stands on one line, however long.

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

OPUS, SONNET, HAIKU = "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-4-5"


class Do(StrEnum):
    """What an agent does, or what becomes of it."""

    WORK = "work"
    """Turn after turn, until then."""
    HANG = "hang"
    """One request, answered only then."""
    TOOL = "tool"
    """One tool call, which ends only then."""
    RETRY = "retry"
    """The same request again and again; it is answered then."""
    OVERLOADED = "overloaded"
    """The same request, until the client gives up."""
    WEEK = "week"
    """The weekly window of its model is used up then."""
    CLIFF = "cliff"
    """The five-hour window of the account is used up then."""
    WAKE = "wake"
    """The coordinator's message reaches it then."""
    DONE = "done"
    """Its report, then."""
    LOST = "lost"
    """Nothing more is heard of it after then."""


class Act(NamedTuple):
    """What is done, and until or at which second of the scene."""

    do: Do
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One subagent: its name is also what its parent calls it."""

    name: str
    task: str
    area: str
    """Folder of the shop that it works in."""
    file: str
    symbol: str
    report: str
    spawn: float
    """When its parent announces it."""
    acts: tuple[Act, ...]
    model: str = SONNET
    agent_type: str = "general-purpose"
    has_worktree: bool = False
    slow: float = 4.0
    """Seconds from its announcement to its first record."""

    @property
    def end(self) -> Act:
        """What becomes of it last."""
        return self.acts[-1]


LENGTH = 1500.0
"""Seconds of the scene."""
FIRST_STILL, GOES_ON = 205.0, 1010.0
"""When a wave of agents falls still together, and when it goes on."""
CLIFF = 1402.0
"""When the five-hour window is used up."""
WEEKLY = 420.0
"""When the weekly window of the largest model is used up."""
CLOSED = 720.0
"""When the second session's client goes away."""
ASKS, ALLOWED = 500.0, 900.0
"""When the third session waits for a person, and when it is allowed to go on."""
WAKES = 955.0
"""When the failed agent is to be woken."""
WAVES = (15.0, 75.0, 135.0, 900.0)

MAIN_WAVES = (
    """
cart-merge-race | Two tabs that merge a guest cart lose items. Make the merge atomic. | src/cart/merge.ts | mergeGuestCart | The merge now runs in one transaction with a version check; 14 tests pass, three of them new.
checkout-3ds-flow | The 3-D Secure return page shows an empty order. Keep the session. | src/checkout/threeds.ts | resumeChallenge | The challenge keeps its order id in a signed state parameter; the return page restores it.
search-synonyms | Searching for "sneaker" finds no trainers. Add synonym groups. | src/search/synonyms.ts | expandQuery | Synonym groups are read at start-up; recall on the sample queries rises from 61 to 83 percent.
price-rounding | Sums of line items differ from the total by a cent. | src/pricing/rounding.ts | allocateCents | Cents are allotted by largest remainder, so line items add up to the total in every currency.
webhook-replay | Payment webhooks are handled twice after a timeout. | src/payments/webhooks.ts | handleEvent | Events are stored by id before they are handled; a second delivery is answered and skipped.
""",
    """
stock-reservation | Stock is reserved for carts that nobody pays. Let it expire. | src/stock/reserve.ts | expireReservations | Reservations expire after 20 minutes; a sweep every minute gives the stock back.
image-lazy-load | Product lists load sixty images at once. | src/catalog/images.tsx | ProductImage | Images below the fold load lazily; the list page needs 1.1 MB instead of 6.4 MB.
invoice-pdf | Invoices with more than one tax rate break the table. | src/invoices/pdf.ts | drawTaxTable | The tax table breaks onto a second page and repeats its head.
address-autocomplete | Autocomplete sends a request for every key. | src/checkout/address.tsx | useSuggestions | Requests wait for 250 ms of rest and are dropped when a newer one starts.
gift-card-balance | Show the balance of a gift card before it is used. | src/giftcards/balance.ts | readBalance | The balance is shown under the field; the page for it is in src/giftcards/BalancePage.tsx.
""",
    """
tax-matrix | The tax of bundles is taken from the first item. | src/pricing/tax.ts | taxOfBundle | A bundle's tax is split by the prices of its parts.
email-templates | Order mails use three templates for one layout. | src/mail/order.mjml | renderOrder | One layout, three blocks; screenshots of all mails are unchanged but for the footer.
coupon-stacking | Two coupons of one campaign may be combined. | src/pricing/coupons.ts | applyCoupons | A campaign counts once; the best coupon of it wins.
returns-portal | Customers want a label for returns without an account. | src/returns/label.ts | createLabel | A label needs order number and postcode; five tries an hour.
""",
    """
loyalty-points | Points are granted before the return period is over. | src/loyalty/grant.ts | grantPoints | Points are pending for 30 days, then granted by the nightly run.
sitemap-split | The sitemap has more than 50,000 addresses. | src/seo/sitemap.ts | writeSitemaps | An index and one sitemap a category, the largest with 18,204 addresses.
a11y-focus-order | Tab leaves the cart drawer in the wrong order. | src/cart/Drawer.tsx | useFocusTrap | Focus stays in the drawer and returns to the button that opened it.
""",
)
SECOND_WAVE = """
changelog-draft | Write the draft of the change log for 2.9. | CHANGELOG.md | Unreleased | 31 changes in five groups, each with its pull request.
api-docs-errors | Say every error code of the order service in its reference. | docs/api/errors.md | OrderError | All 22 codes are described, with what a client should do.
flaky-cart-tests | Find out why the cart tests fail one time in twenty. | test/cart/merge.test.ts | fakeTimers | The clock was shared between tests.
bundle-size-audit | Find what made the bundle 300 kB larger. | web/vite.config.ts | manualChunks | Two date libraries; one is enough.
licence-check | List the licences of all that is shipped. | scripts/licences.ts | collect | 412 packages, none of an unknown licence.
"""
STORIES: dict[str, tuple[tuple[Do, float], ...]] = {
    "cart-merge-race": ((Do.WORK, 610), (Do.DONE, 640)),
    "checkout-3ds-flow": (
        (Do.WORK, FIRST_STILL),
        (Do.HANG, GOES_ON + 5),
        (Do.WORK, 1300),
        (Do.DONE, 1330),
    ),
    "search-synonyms": (
        (Do.WORK, 210),
        (Do.HANG, GOES_ON + 12),
        (Do.WORK, 1390),
        (Do.CLIFF, CLIFF),
    ),
    "price-rounding": ((Do.WORK, 216), (Do.HANG, GOES_ON + 8), (Do.WORK, 1215), (Do.DONE, 1240)),
    "webhook-replay": (
        (Do.WORK, 222),
        (Do.HANG, GOES_ON + 20),
        (Do.WORK, 1395),
        (Do.CLIFF, CLIFF + 6),
    ),
    "stock-reservation": (
        (Do.WORK, 228),
        (Do.HANG, GOES_ON + 16),
        (Do.WORK, 1350),
        (Do.DONE, 1380),
    ),
    "image-lazy-load": ((Do.WORK, 170), (Do.TOOL, 390), (Do.WORK, 740), (Do.DONE, 760)),
    "invoice-pdf": ((Do.WORK, 1020), (Do.DONE, 1050)),
    "address-autocomplete": (
        (Do.WORK, 300),
        (Do.OVERLOADED, 0),
        (Do.WAKE, WAKES + 7),
        (Do.WORK, 1270),
        (Do.DONE, 1300),
    ),
    "gift-card-balance": ((Do.WORK, 540), (Do.DONE, 560)),
    "tax-matrix": ((Do.WORK, 840), (Do.DONE, 865)),
    "email-templates": ((Do.WORK, 385), (Do.DONE, 400)),
    "coupon-stacking": ((Do.WORK, 320), (Do.TOOL, 1180), (Do.WORK, 1398), (Do.CLIFF, CLIFF + 9)),
    "returns-portal": ((Do.WORK, 690), (Do.RETRY, 792), (Do.WORK, 1130), (Do.DONE, 1150)),
    "loyalty-points": ((Do.WORK, 1392), (Do.CLIFF, CLIFF + 3)),
    "sitemap-split": ((Do.WORK, 1270), (Do.DONE, 1290)),
    "a11y-focus-order": ((Do.WORK, 1396), (Do.CLIFF, CLIFF + 7)),
    "changelog-draft": ((Do.WORK, 390), (Do.WEEK, WEEKLY)),
    "api-docs-errors": ((Do.WORK, 545), (Do.DONE, 570)),
    "flaky-cart-tests": ((Do.WORK, CLOSED - 5), (Do.LOST, CLOSED)),
    "bundle-size-audit": ((Do.WORK, CLOSED - 5), (Do.LOST, CLOSED)),
    "licence-check": ((Do.WORK, 415), (Do.LOST, 425)),
}
WORKTREES = frozenset(
    {
        "cart-merge-race",
        "checkout-3ds-flow",
        "price-rounding",
        "stock-reservation",
        "coupon-stacking",
    }
)
MODELS = {
    "changelog-draft": OPUS,
    "tax-matrix": OPUS,
    "email-templates": HAIKU,
    "sitemap-split": HAIKU,
    "licence-check": HAIKU,
}
EXPLORERS = frozenset({"bundle-size-audit", "licence-check"})
SLOW = {"returns-portal": 70.0, "a11y-focus-order": 120.0}
"""Those whose first record is long in coming."""


def main_waves() -> list[list[Role]]:
    """The waves of the first session."""
    return [
        _dressed(_roles(table, STORIES, at)) for table, at in zip(MAIN_WAVES, WAVES, strict=True)
    ]


def second_wave() -> list[Role]:
    """The one wave of the second session."""
    return _dressed(_roles(SECOND_WAVE, STORIES, 60.0))


def _dressed(wave: list[Role]) -> list[Role]:
    return [
        replace(
            role,
            model=MODELS.get(role.name, role.model),
            has_worktree=role.name in WORKTREES,
            slow=SLOW.get(role.name, role.slow),
            agent_type="Explore" if role.name in EXPLORERS else role.agent_type,
        )
        for role in wave
    ]


def _role(line: str, acts: tuple[tuple[Do, float], ...], spawn: float) -> Role:
    name, task, file, symbol, report = (part.strip() for part in line.split("|"))
    area, _, _ = file.rpartition("/")
    return Role(
        name=name,
        task=task,
        area=area,
        file=file,
        symbol=symbol,
        report=report,
        spawn=spawn,
        acts=tuple(Act(do, at) for do, at in acts),
    )


def _roles(
    table: str, stories: dict[str, tuple[tuple[Do, float], ...]], first: float
) -> list[Role]:
    """Roles of one wave, two seconds apart, from one line each."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    return [
        _role(line, stories[line.partition("|")[0].strip()], first + 2.0 * place)
        for place, line in enumerate(lines)
    ]
