"""Every way in which a record may not hold together is seen and named; a whole one is called whole."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from csassist.lab.record.place import file_opened
from csassist.store.inspection import Fault, inspect
from csassist.store.schema import FILE
from csassist.store.sqlite import SqliteStore
from filled import fill


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    store = SqliteStore.open(tmp_path)
    await fill(store, chats=2, messages=5)
    await store.close()
    return tmp_path


def faults(folder: Path) -> list[Fault]:
    with file_opened(folder / FILE) as (db, codecs):
        return [fault for _, fault in inspect(db, codecs) if fault is not None]


def test_a_record_as_the_service_writes_it_is_whole(folder: Path) -> None:
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM messages WHERE shop='s1' AND conversation='c-0' AND seq=3", "缺口"),
        ("DELETE FROM messages WHERE shop='s1' AND conversation='c-0' AND seq=5", "序号与最后一条消息不符"),
        ("UPDATE messages SET version=99 WHERE shop='s1' AND conversation='c-0' AND seq=2", "版本比会话状态还新"),
        ("DELETE FROM conversations WHERE shop='s1' AND id='c-0'", "消息没有所属会话"),
        ("UPDATE alerts SET state='seen' WHERE shop='s1'", "警报的状态"),
        ("DELETE FROM alerts WHERE shop='s1'", "没有警报"),
        ("UPDATE outbox SET state='lost'", "状态不认识"),
        ("UPDATE outbox SET state='sent'", "却没有时间"),
        ("UPDATE outbox SET conversation='c-9'", "通知所属的会话"),
        ("UPDATE shop_scripts SET version=2 WHERE shop='s1'", "话术的版本"),
        ("UPDATE whispers SET conversation='c-9' WHERE shop='s1'", "whispers"),
        ("UPDATE messages SET form=77 WHERE shop='s1'", "存储格式"),
        ("UPDATE conversations SET seq=seq, state='[]' WHERE shop='s1' AND id='c-0'", "读不出来"),
        ("DROP TRIGGER audit_stays; UPDATE audit SET actor='nobody' WHERE shop='s1' AND n=2", "链条断了"),
    ],
)
def test_damage_is_named_with_its_place(folder: Path, damage: str, words: str) -> None:
    db = apsw.Connection(str(folder / FILE))
    db.execute(damage)
    db.close()
    found = [fault for fault in faults(folder) if words in fault.words]
    assert len(found) == 1
    assert found[0].count >= 1
    assert found[0].where
