"""Pack -> Rulebook: only rules in use, and a hash that names the content and nothing else."""

from __future__ import annotations

from csassist.rulepack.compile import compile_pack, content_hash, with_model
from csassist.rulepack.load import load_pack
from csassist.rulepack.model_file import ModelFile, shipped_model
from csassist.thermometer.model import HEADS, ModelTable

EXCLAIM = "signals/symbol/exclaim-run.yaml"


def test_the_rulebook_holds_every_room(write_pack) -> None:
    rulebook = compile_pack(load_pack(write_pack()))
    assert (rulebook.pack_id, rulebook.version) == ("zh-test", "1")
    assert sorted(rulebook.thermometer.rules) == ["exclaim-run", "wants-refund-now"]
    assert rulebook.library.script("check-parcel") is not None
    assert rulebook.shelf.policy["deadline_reply"] == "10分钟内"
    assert rulebook.shelf.card("kettle-01") is not None
    assert len(rulebook.hash) == 32


def test_drafts_are_left_out(write_pack, good) -> None:
    draft = good[EXCLAIM].replace("status: stable", "status: draft")
    assert "exclaim-run" not in compile_pack(load_pack(write_pack({EXCLAIM: draft}))).thermometer.rules


def test_comments_key_order_and_file_order_leave_the_hash_alone(write_pack, good) -> None:
    before = content_hash(load_pack(write_pack()))
    lines = good[EXCLAIM].splitlines(keepends=True)
    turned = "# a note\n" + "".join([*lines[1:5], lines[0], *lines[5:]])
    policy = "return_days: 7天\ndeadline_reply: 10分钟内\n"
    assert content_hash(load_pack(write_pack({EXCLAIM: turned, "policy.yaml": policy}))) == before


def test_what_changes_a_decision_changes_the_hash(write_pack, good) -> None:
    seen = {content_hash(load_pack(write_pack())), content_hash(load_pack(write_pack()), words="jieba")}
    for file, old, new in (
        (EXCLAIM, "per_extra: 2", "per_extra: 3"),
        (EXCLAIM, "status: stable", "status: draft"),
        ("scripts/action/check-parcel.yaml", "核实包裹", "核对包裹"),
        ("policy.yaml", "7天", "9天"),
        ("pack.yaml", "language: zh", "language: zh\nladder: {release: 3}"),
        ("coach/hollow-apology.yaml", "severity: warn", "severity: hint"),
        ("products/kettle-01.yaml", "62 度", "63 度"),
        ("words/negations.txt", "没有", "没"),
    ):
        seen.add(content_hash(load_pack(write_pack({file: good[file].replace(old, new)}))))
    assert len(seen) == 10


def test_another_model_under_the_same_pack_is_what_compiling_both_gives(write_pack) -> None:
    table = ModelTable("m", ("慢",), dict.fromkeys(HEADS, (200,)), dict.fromkeys(HEADS, -50), 256)
    model = ModelFile(table, "0123456789abcdef", {})
    pack = load_pack(write_pack())
    swapped = with_model(compile_pack(pack), model)
    assert swapped.hash == compile_pack(pack, model=model).hash
    assert swapped.hash != compile_pack(pack).hash
    assert swapped.thermometer.model is model.model()
    back = with_model(swapped, shipped_model())
    assert back.hash == compile_pack(pack).hash
