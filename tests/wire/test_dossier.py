"""The export as JSON: everything that stands in a case file, and masked nothing that names anybody."""

from __future__ import annotations

import json

from csassist.conversation.message import Customer
from csassist.desk.customers import Known
from csassist.desk.disclose import Dossier
from csassist.desk.experience import FeedbackRow, Outcome
from csassist.desk.personal import CaseFile, Point
from csassist.desk.star_record import StarEdit
from csassist.desk.tidings import FOLLOW_UP, Tiding
from csassist.wire.dossier import dossier_dict
from records import START, commit_of, new_conversation

SAID = "电话13912345678"


def dossier() -> Dossier:
    commit = commit_of(new_conversation(), "m-1", SAID, alert=True)
    assert commit.message is not None
    assert commit.alert is not None
    case = CaseFile(
        commit.conversation,
        (commit.message,),
        (Point(1, START, commit.assessment),),
        (),
        (commit.alert,),
        (),
        (StarEdit("task", SAID, "a1", "agent", START),),
        (FeedbackRow("s1", "sg_1", "edited", START, SAID, SAID),),
        (Tiding("s1", "fu_1", FOLLOW_UP, START, {"text": SAID}),),
    )
    known = Known(START, Customer("u1", "13912345678", notes=(SAID,), added=(SAID,)), START, None, "c-1")
    return Dossier("u1", START, known, (case,), (Outcome("s1", "o-1", "refund", START, START, "c-1", "u1"),))


def test_whole() -> None:
    told = dossier_dict(dossier(), masked=False)
    assert (told["customer_id"], told["masked"]) == ("u1", False)
    assert told["customer"]["agent_notes"] == [SAID]
    (case,) = told["conversations"]
    assert case["messages"][0]["text"] == SAID
    assert case["readings"][0]["reading"]["signals"]
    assert json.dumps(told, ensure_ascii=False).count("13912345678") >= 8


def test_masked_in_every_place() -> None:
    told = dossier_dict(dossier(), masked=True)
    assert "13912345678" not in json.dumps(told, ensure_ascii=False)
    assert told["conversations"][0]["messages"][0]["text"] == "电话139****5678"
    assert told["conversations"][0]["readings"][0]["reading"]["degrees"] == 40.0
