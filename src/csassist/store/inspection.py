"""Whether a record holds together: questions that both engines answer, and what they found. Only reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from csassist.frozen import frozen
from csassist.store.intervention import chain_intact
from csassist.store.session import Session
from csassist.store.stored import Codecs


@frozen
class Fault:
    """Something that does not hold together. `words` in plain Chinese; `where` = the first few places."""

    words: str
    count: int
    where: tuple[str, ...] = ()


_SHOWN = 3
_BELONG = ("silences", "alerts", "promises", "escalations", "suggestions", "whispers", "star_edits")

# (what it means, rows that should not be there)
_QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "会话的消息序号有缺口或不从 1 开始",
        """SELECT shop, conversation FROM messages GROUP BY shop, conversation
 HAVING count(*) <> max(seq) OR min(seq) <> 1""",
    ),
    (
        "会话状态的序号与最后一条消息不符",
        """SELECT c.shop, c.id FROM conversations AS c LEFT JOIN (SELECT shop, conversation, max(seq) AS last
 FROM messages GROUP BY shop, conversation) AS m ON m.shop=c.shop AND m.conversation=c.id
 WHERE c.seq <> coalesce(m.last, 0)""",
    ),
    (
        "消息的版本比会话状态还新",
        """SELECT DISTINCT m.shop, m.conversation FROM messages AS m JOIN conversations AS c ON c.shop=m.shop
 AND c.id=m.conversation WHERE m.version > c.version""",
    ),
    (
        "消息没有所属会话",
        """SELECT DISTINCT m.shop, m.conversation FROM messages AS m WHERE NOT EXISTS (SELECT 1 FROM conversations AS c
 WHERE c.shop=m.shop AND c.id=m.conversation)""",
    ),
    (
        "警报的状态与它的升级单不一致",
        """SELECT a.shop, a.id FROM alerts AS a JOIN escalations AS e ON e.shop=a.shop AND e.id=a.escalation_id
 WHERE a.state <> e.state AND a.state <> 'closed'""",
    ),
    (
        "升级单已开启但没有警报",
        """SELECT e.shop, e.id FROM escalations AS e WHERE e.called_at IS NOT NULL AND NOT EXISTS
 (SELECT 1 FROM alerts AS a WHERE a.shop=e.shop AND a.escalation_id=e.id)""",
    ),
    (
        "待发通知的状态不认识",
        "SELECT shop, id FROM outbox WHERE state NOT IN ('pending', 'sending', 'sent', 'dead')",
    ),
    (
        "通知已发出或已放弃，却没有时间",
        "SELECT shop, id FROM outbox WHERE state IN ('sent', 'dead') AND touched_at IS NULL",
    ),
    (
        "通知所属的会话不在记录里",
        """SELECT o.shop, o.id FROM outbox AS o WHERE o.conversation <> '' AND NOT EXISTS
 (SELECT 1 FROM conversations AS c WHERE c.shop=o.shop AND c.id=o.conversation)""",
    ),
    (
        "话术的版本有缺口",
        "SELECT shop, id FROM shop_scripts GROUP BY shop, id HAVING count(*) <> max(version)",
    ),
)


def inspect(db: Session, codecs: Codecs) -> Iterator[tuple[str, Fault | None]]:
    """(what was looked at, what is wrong with it) one after the other."""
    for words, sql in _QUESTIONS:
        yield words, _found(words, db.execute(sql).fetchall())
    for table in _BELONG:
        words = f"{table} 的行没有所属会话"
        sql = " ".join(("SELECT DISTINCT t.shop, t.conversation FROM", table, "AS t", _NO_CONVERSATION))
        yield words, _found(words, db.execute(sql).fetchall())
    for words, look in (
        ("行的存储格式没有登记", _unknown_forms),
        ("会话状态读不出来，或与它的列不符", _broken_states),
        ("操作留痕的链条断了", _broken_trails),
    ):
        yield words, _found(words, look(db, codecs))


_NO_CONVERSATION = """WHERE NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.shop=t.shop AND c.id=t.conversation)"""
_FORMED = ("conversations", "messages", "silences", "alerts", "promises", "products", "shop_scripts", "proposals")


def _found(words: str, rows: list[Any]) -> Fault | None:
    if not rows:
        return None
    return Fault(words, len(rows), tuple("/".join(map(str, row)) for row in rows[:_SHOWN]))


def _unknown_forms(db: Session, codecs: Codecs) -> list[Any]:
    used = ((table, db.execute(" ".join(("SELECT DISTINCT form FROM", table))).fetchall()) for table in _FORMED)
    return [(table, form) for table, rows in used for (form,) in rows if form not in codecs.forms]


def _broken_states(db: Session, codecs: Codecs) -> list[Any]:
    """Page by page, so that a large record does not have to fit into memory."""
    broken: list[Any] = []
    page = partial(db.execute, "SELECT shop, id, version, seq, form, state FROM conversations WHERE (shop, id) > (?, ?)"
                   " ORDER BY shop, id LIMIT 1000")  # fmt: skip
    last: tuple[str, str] = ("", "")
    while rows := page(last).fetchall():
        broken += [row[:2] for row in rows if not _reads(row, codecs)]
        last = rows[-1][:2]
    return broken


def _reads(row: Any, codecs: Codecs) -> bool:
    shop, identity, version, seq, form, state = row
    try:
        one = codecs.read_conversation(state, form)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return False
    return (one.shop, one.id, one.version, one.seq) == (shop, identity, version, seq)


def _broken_trails(db: Session, _: Codecs) -> list[Any]:
    shops = db.execute("SELECT DISTINCT shop FROM audit ORDER BY shop").fetchall()
    return [(shop,) for (shop,) in shops if not chain_intact(db, shop)]
