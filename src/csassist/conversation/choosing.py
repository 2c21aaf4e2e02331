"""What choosing remembers of a conversation: the last cards, the matter at hand, what kind of customer this is.

Small and of bounded size. Knows no script and no text.
"""

from __future__ import annotations

from csassist.frozen import frozen


@frozen
class Offer:
    """One card that was shown. `family` = the matter it spoke of; `turn` and `degrees` when it was chosen."""

    script_id: str
    kind: str
    family: str
    turn: int
    degrees: float


@frozen
class Choosing:
    """`leaning` = votes for novice, expert, hurried, hesitant; `topic` = scenes last spoken of."""

    offers: tuple[Offer, ...] = ()  # at most 9, newest last
    topic: tuple[str, ...] = ()
    leaning: tuple[float, ...] = ()
    numbered: bool = False  # the customer has sent an order number or an order card
    heard: str = ""  # what the agent's last message asked for: asked_more | asked_datum | asked_yes | asked_patience
    customer_type: str = ""  # novice | expert | hurried | hesitant, empty when nothing speaks for one
