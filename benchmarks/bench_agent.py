"""What an agent's words cost: promises heard in a message, a draft reviewed in its conversation."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

from benchmarks.chats import load_chats
from csassist.coach.facts import About
from csassist.coach.review import review
from csassist.conversation.message import Order, Sender
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.rehearse import START
from csassist.promise.book import PromiseBook
from csassist.promise.extract import find_promises
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder

MESSAGES = 3000  # agent turns that are timed
REPEATS = 5  # a text's time is the best of so many
DRAFT = 200  # code points
_WORDS = (
    "您好，这款容量是1.8升，功率1800瓦，烧一壶水六分钟左右。您的订单已经发货了，明天送到，支持七天无理由退货，质保1年！"
    "如果收到有破损，您拍照发我，我帮您登记补发，今天18点前给您回复。尺码、颜色、配件都可以先核对一遍，不合适十五天内可以换货。"
)


def bench_agent() -> list[Figure]:
    """Figures of the promise ledger and of the draft coach."""
    source, chats = load_chats()
    rulebook = RulebookHolder(default_directory()).current()
    texts = [turn.text for chat in chats for turn in chat.turns if turn.sender is Sender.AGENT][:MESSAGES]
    for text in texts[:200]:
        find_promises(rulebook.promises, text, START)  # warm
    heard = [_hear(rulebook.promises, text) for text in texts]
    draft = (_WORDS * (DRAFT // len(_WORDS) + 1))[:DRAFT]
    card = next(iter(rulebook.shelf.cards.values()), None)
    order = Order("o-1", "待发货", None, START + timedelta(days=4))
    about = About("怎么还没到", 2, card, order, START)
    reviews = []
    for _ in range(200):
        start = perf_counter()
        review(rulebook.coach, draft, about)
        reviews.append(perf_counter() - start)
    note = f"{len(texts)} agent turns of {source}"
    return [
        Figure("promises in an agent's message, median", quantile(heard, 0.5) * 1e6, "µs", "<=", 15, note),
        Figure("promises in an agent's message, p99", quantile(heard, 0.99) * 1e6, "µs", note=note),
        Figure("review of a draft, median", quantile(reviews, 0.5) * 1e3, "ms", "<=", 5, f"{DRAFT} characters"),
    ]


def _hear(book: PromiseBook, text: str) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = perf_counter()
        find_promises(book, text, START)
        best = min(best, perf_counter() - start)
    return best
