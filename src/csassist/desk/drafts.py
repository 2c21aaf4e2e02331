"""What the coach is told of the conversation that a draft is for. Reviews nothing itself."""

from __future__ import annotations

from datetime import datetime

from csassist.assessment.rulebook import Rulebook
from csassist.coach.facts import About
from csassist.conversation.conversation import Conversation


def about_draft(conversation: Conversation, rulebook: Rulebook, now: datetime) -> About:
    """The customer's last words, the tier, the order and the product's card, in the shop's zone. `now` is aware."""
    context = conversation.context
    return About(
        said=conversation.last_text,
        tier=int(conversation.standing.escalation.tier),
        card=rulebook.shelf.card(context.product_id) if context is not None else None,
        order=context.order if context is not None else None,
        now=now,
        zone=rulebook.promises.zone,
    )
