"""Before and after: the same held-back chats and lines, judged with the shipped model and with the adapted one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.errors import RulePackError
from csassist.frozen import frozen
from csassist.lab.adaptation.gather import Marked
from csassist.lab.evaluation.measures import auc
from csassist.lab.explain import judge
from csassist.lab.rehearse import rehearse
from csassist.lab.transcripts import Chat

GAP_S = 30.0  # as `replay` does for chats without times
CLEAR, STRONG = 2, 3
MOST_LOST = {STRONG: 0.02, CLEAR: 0.04}  # share of our own check lines of a level that may be heard no more
MOST_WRONGED = 0.02  # share of our own calm check lines that may newly reach WATCH
REFUSED = "R191"
_NAMES = {STRONG: "强烈不满到预警 (strong at ALERT)", CLEAR: "明确不满到关注 (clear at WATCH)"}


@frozen
class Share:
    """`hits` of `size`."""

    hits: int
    size: int

    @property
    def value(self) -> float:
        """0–1; nought of nothing is nought."""
        return self.hits / self.size if self.size else 0.0


@frozen
class Turns:
    """Customer turns of chats in conversation: at WATCH or above, at ALERT or above; alerts raised."""

    watch: Share
    alert: Share
    alerts: int


@frozen
class Hearing:
    """Marked lines, each alone: strong at ALERT or above, clear at WATCH or above, calm at WATCH or above.

    `auc` = clear and strong against calm by degrees, NaN when one side is missing.
    """

    strong: Share
    clear: Share
    calm: Share
    auc: float


def turns_of(chats: Sequence[Chat], rulebook: Rulebook, tick: Callable[[], None]) -> Turns:
    """Plays the chats as `replay` does; `tick` after each."""
    tiers: Counter[Tier] = Counter()
    alerts = 0
    for chat in chats:
        played = rehearse(chat, rulebook, GAP_S)
        for turn, entry in zip(chat.turns, played.turns, strict=True):
            if turn.sender is Sender.CUSTOMER and turn.text.strip():
                tiers[Tier(entry["tier"])] += 1
        alerts += len(played.alerts)
        tick()
    size = sum(tiers.values())
    watch, alert = (sum(n for tier, n in tiers.items() if tier >= least) for least in (Tier.WATCH, Tier.ALERT))
    return Turns(Share(watch, size), Share(alert, size), alerts)


def hearing_of(marked: Sequence[Marked], rulebook: Rulebook) -> Hearing:
    """Judges every line alone, as `explain` does."""
    judged = [(one.level, judge(rulebook, None, one.text)) for one in marked]
    pairs = Counter((line["degrees"], level >= CLEAR) for level, line in judged if level != 1)
    return Hearing(
        _share(judged, STRONG, Tier.ALERT), _share(judged, CLEAR, Tier.WATCH), _share(judged, 0, Tier.WATCH), auc(pairs)
    )


def require_hearing(before: Hearing, after: Hearing) -> None:
    """Raises RulePackError R191 when more of our own hot lines go unheard than MOST_LOST allows, or more of our calm
    ones are wronged than MOST_WRONGED.
    """
    for level, was, now in ((STRONG, before.strong, after.strong), (CLEAR, before.clear, after.clear)):
        if was.hits - now.hits > MOST_LOST[level] * was.size:
            raise _refused(f"会漏听：{_NAMES[level]}", was, now, f"降 {MOST_LOST[level]:.0%}")
    was, now = before.calm, after.calm
    if now.hits - was.hits > MOST_WRONGED * was.size:
        raise _refused("会误报：平静句到关注 (calm at WATCH)", was, now, f"升 {MOST_WRONGED:.0%}")


def _refused(why: str, was: Share, now: Share, most: str) -> RulePackError:
    error = RulePackError(
        f"训练后的模型{why}，自带检查句里从 {was.value:.1%} 变到 {now.value:.1%}，最多允许{most}；未写入 / refused, "
        "not written: the adapted model is worse on the built-in check lines; are these chats calm, the labels right?"
    )
    error.code = REFUSED
    return error


def _share(judged: Sequence[tuple[int, dict[str, object]]], level: int, tier: Tier) -> Share:
    tiers = [line["tier"] for marked, line in judged if marked == level]
    return Share(sum(isinstance(reached, int) and reached >= tier for reached in tiers), len(tiers))
