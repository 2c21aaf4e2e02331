"""A small made-up record in which every table has rows, for tests of whole records. All of it is invented here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.catalogue.spec import ProductCard
from csassist.conversation.intervention import Deed, Handling, Intervention
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert, Tier
from csassist.desk.experience import FeedbackRow, Outcome, Seen
from csassist.desk.library import LIVE, Proposal, ShopScript
from csassist.desk.notices import Notice
from csassist.desk.personal import Run
from csassist.desk.ports import Commit, KeyRecord, Store
from csassist.desk.star_record import StarEdit
from csassist.desk.supervision import Whisper
from csassist.desk.tidings import RECOVERY, Tiding
from csassist.insight.effect import Effect
from csassist.suggest.spec import Script, When
from records import CUSTOMER, START, commit_of, new_conversation, silence_of

WORDS = ("怎么还不发货？？？", "等了三天了，电话13800138000也没人打", "再不发我就退款", "好的，谢谢")
WHISPER = "先别提优惠券，等我看过订单"
LATER = START + timedelta(minutes=9)


def called(conversation_id: str, shop: str) -> Commit:
    """A first message that calls supervisors, with a notice and a deed."""
    first = commit_of(new_conversation(conversation_id, shop), "m-0", WORDS[0], degrees=80.0)
    name = first.assessment.escalation.id
    assert name is not None
    alert = Alert(f"al_{conversation_id}", name, Tier.ALERT, ("连续追问",), START)
    one = Intervention(name, START, Handling.RAISED, Tier.ALERT, alert, called_at=START, remind_at=LATER)
    notice = Notice(
        f"nt_{shop}_{conversation_id}", shop, "group", "alert", {"tier": 2}, START, alert.id, conversation_id, 2
    )
    return replace(
        first,
        conversation=replace(first.conversation, intervention=one),
        alert=alert,
        handled=(one,),
        deeds=(Deed("raised", "csassist", "service", START, name, (("alert", alert.id),)),),
        notices=(notice,),
        seen=Seen(replace(CUSTOMER, id=f"u-{conversation_id}"), conversation_id, START, hot=True),
        promises=(Promise(f"pr_{conversation_id}", "明天发货", (0, 4), "ship", LATER, START, "m-0", agent_id="a1"),),
    )


async def chat(store: Store, shop: str, conversation_id: str, messages: int) -> None:
    """One conversation."""
    commit = called(conversation_id, shop)
    await store.record(commit)
    for n in range(1, messages):
        commit = commit_of(commit.conversation, f"m-{n}", WORDS[n % len(WORDS)], 40.0 + n, continues=n % 3 == 0)
        await store.record(commit)
    await store.record(silence_of(commit.conversation, 44.0, 600))
    card = commit.assessment.suggestions[0].id
    for outcome in ("shown", "sent"):
        await store.feedback(FeedbackRow(shop, card, outcome, LATER, agent_id="a1", seq=messages))
    said = Whisper(shop, f"wh_{conversation_id}", conversation_id, "a1", "boss", WHISPER, LATER)
    await store.interventions.whisper(said, Deed("whisper", "boss", "supervisor", LATER))
    await store.stars.write(shop, conversation_id, [StarEdit("situation", "催发货", "boss", "supervisor", LATER)])
    await store.tidings.put(
        Tiding(shop, f"rc_{conversation_id}", RECOVERY, LATER, {"text": "处理得好"}, conversation_id)
    )
    await store.experience.put_outcome(Outcome(shop, f"o-{conversation_id}", "csat", LATER, LATER, conversation_id))


async def fill(store: Store, chats: int = 3, messages: int = 8) -> None:
    """Two shops with the same ids, and what belongs to the house."""
    for shop in ("s1", "s2"):
        for n in range(chats):
            await chat(store, shop, f"c-{n}", messages)
        await store.library.put_products(shop, [ProductCard("p-1", "灯", "照明", "goods", ())], START)
        script = Script("shop-1", "faq", "灯泡能换吗", "stable", When(words=("灯泡",)), "能换的。", "", (), ())
        proposal = Proposal(shop, "pp_1", "能换的。", START)
        await store.library.add_proposal(proposal)
        await store.library.decide_proposal(
            replace(proposal, state="approved", script_id="shop-1"), ShopScript(script, 1, LIVE, START, "boss", "pp_1")
        )
        await store.experience.put_effects(shop, START, (Effect("wait", 2, -8.0, -20.5, 4.5, 0.0, 0.07),))
    await store.add_key(KeyRecord("ab" * 32, "agent", "s1", "a1", ("t1",), START))
    await store.outbox.switch("gone", "410", "mark", START)
    await store.personal.put_run(Run("node", START, LATER, 1, 2, 3))
    await store.personal.secret()
