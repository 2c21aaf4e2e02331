"""A conversation played through the real decisions on a clock that is only counted. Knows nothing that is expected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from csassist.assessment.assess import assess, elapse
from csassist.assessment.assessment import Decision, Evidence
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Context, Customer, Message, Order, Sender
from csassist.suggest.spec import Suggestion

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10 in the morning in the shop's time
_MOST_DUE = 200  # silences between two turns; a rule pack that wants more is caught in a loop


class Rehearsal:
    """One conversation. Times are seconds from its start and never go back."""

    def __init__(
        self,
        rulebook: Rulebook,
        name: str,
        *,
        customer: Customer | None = None,
        context: Context | None = None,
        start: datetime = START,
    ) -> None:
        self.conversation = Conversation(shop="rehearsal", id=name, opened_at=start)
        self.alerts = 0
        self._rulebook = rulebook
        self._customer = customer
        self._context = context
        self._start = start
        self._cards: tuple[Suggestion, ...] = ()

    def say(self, text: str, at_s: float, sender: Sender = Sender.CUSTOMER) -> Decision:
        """What is decided about a message at `at_s`, after whatever fell due before it."""
        self.wait(at_s)
        now = self._start + timedelta(seconds=at_s)
        seq = self.conversation.seq + 1
        message = Message(
            "rehearsal", self.conversation.id, f"m-{seq}", seq, sender, text, now,
            customer=self._customer, context=self._context,
        )  # fmt: skip
        return self._keep(assess(message, self.conversation, Evidence(), self._rulebook, now))

    def wait(self, at_s: float) -> Decision | None:
        """The last decision about the silence up to `at_s`; None when nothing fell due."""
        until = self._start + timedelta(seconds=at_s)
        last: Decision | None = None
        for _ in range(_MOST_DUE):
            due = self.conversation.due_at
            if due is None or due > until:
                break
            decision = elapse(self.conversation, self._rulebook, due, self._cards)
            if decision is None:
                break
            last = self._keep(decision)
        return last

    def _keep(self, decision: Decision) -> Decision:
        self.conversation = decision.conversation
        self.alerts += decision.alert is not None
        self._cards = decision.assessment.suggestions
        return decision


def cast(given: dict[str, str], products: dict[str, str]) -> tuple[Customer | None, Context | None]:
    """Customer and context from slot values. `products` = name -> id, so that product_name finds its card.

    Raises ValueError when promised_at is no ISO time.
    """
    customer = None
    if "customer_name" in given or "customer_value" in given:
        customer = Customer(name=given.get("customer_name"), value=given.get("customer_value"))
    promised = given.get("promised_at") or given.get("overdue_at")
    order = None
    if promised or any(key in given for key in ("order_id", "order_status", "logistics")):
        order = Order(
            given.get("order_id"),
            given.get("order_status"),
            given.get("logistics"),
            _moment(promised) if promised else None,
        )
    product_id = given.get("product_id") or products.get(given.get("product_name", ""))
    context = Context(order, product_id) if order or product_id else None
    return customer, context


def _moment(text: str) -> datetime:
    """An ISO time; without a zone it is the shop's (UTC+8)."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else (moment - timedelta(hours=8)).replace(tzinfo=UTC)
