"""csassist train --calm: pulls the shipped text model towards a shop's own chats, proves the result, then writes it.

Each run starts from the model that ships, so that nothing drifts. The file holds weights of n-grams that ship with
csassist and counts, never a text. Plain Python: a shop needs nothing that the service does not.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from csassist.assessment.rulebook import Rulebook
from csassist.frozen import frozen
from csassist.lab.adaptation.gather import Gathered, Marked, gather_chats, kept_back, own_marked, parted, read_marked
from csassist.lab.adaptation.proof import Hearing, Share, Turns, hearing_of, require_hearing, turns_of
from csassist.lab.adaptation.pull import ROUNDS, Line, Pulled, Reader, Strength, Want, pull
from csassist.lab.explain import judge
from csassist.lab.training.sources import CORPUS
from csassist.lab.transcripts import open_transcripts
from csassist.rulepack.compile import with_model
from csassist.rulepack.model_file import ModelFile, shipped_model, write_model
from csassist.rulepack.vocabulary import fold_text
from csassist.thermometer.model import ModelTable

NAME = "zh-shop"
SHOWN = 10  # n-grams that moved most
_MOST_LINES = 60_000  # different calm lines the model is pulled by; more are drawn from by a hash
_MOST_HELD = 500  # chats the result is proved on
_LABELLED_WEIGHT = 3.0  # what somebody judged counts for so many lines that were only taken as calm


@frozen
class Moved:
    """An n-gram, its weight before and after in log-odds, and in how many of the calm lines it stands."""

    gram: str
    before: float
    after: float
    lines: int


@frozen
class Adapted:
    """What a run came to. Pairs are (before, after); `labelled` is None without labelled lines kept for the proof."""

    gathered: Gathered
    pulled: Pulled
    turns: tuple[Turns, Turns]
    check: tuple[Hearing, Hearing]
    labelled: tuple[Hearing, Hearing] | None
    moved: tuple[Moved, ...]


def run_adapt(calm: str, labelled: Path | None, out: Path, rulebook: Rulebook) -> Adapted:
    """Adapts, prints before and after, writes `out` whole or not at all. `rulebook` = the rules with the shipped model.

    Raises InvalidInput (C200 unreadable, C230 too few lines, C231 broken lines) and RulePackError R191 when the adapted
    model would hear less; nothing is written then.
    """
    console = Console()
    with _progress() as progress:
        done = adapt(calm, labelled, rulebook, progress)
    print_adapted(done, console)
    require_hearing(*done.check)
    digest = write_model(out, done.pulled.table, _about(done))
    console.print(
        f"已写入 {out}（{digest}）。运行中的服务会在几秒内换上；要退回自带模型，删除这个文件即可。", soft_wrap=True
    )
    console.print(f"To go back to the shipped model, delete {out}.", soft_wrap=True)
    return done


def adapt(calm: str, labelled: Path | None, rulebook: Rulebook, progress: Progress) -> Adapted:
    """Everything but printing and writing."""
    marked = parted(read_marked(labelled)) if labelled is not None else ([], [])
    gathered = _gather(calm, rulebook, progress)
    anchors, checks = own_marked(CORPUS)
    lines = _lines(gathered, marked[0], anchors, rulebook)
    rounds = progress.add_task("训练", total=ROUNDS)
    shipped = shipped_model()
    pulled = pull(shipped.table, lines, Strength(), lambda: progress.advance(rounds))
    after = with_model(rulebook, ModelFile(pulled.table, NAME, {}))
    gathered.held.sort(key=lambda chat: (not kept_back(chat.id, 2), chat.id))
    held = gathered.held[:_MOST_HELD]
    proof = progress.add_task("检验", total=2 * len(held))
    books = (rulebook, after)
    turns = [turns_of(held, book, lambda: progress.advance(proof)) for book in books]
    check = [hearing_of(checks, book) for book in books]
    told = [hearing_of(marked[1], book) for book in books] if marked[1] else None
    return Adapted(
        gathered,
        pulled,
        (turns[0], turns[1]),
        (check[0], check[1]),
        (told[0], told[1]) if told is not None else None,
        most_moved(shipped.table, pulled.table, lines),
    )


def most_moved(before: ModelTable, after: ModelTable, lines: list[Line]) -> tuple[Moved, ...]:
    """The n-grams whose heat changed most, with the calm lines they stand in."""
    old, new = before.weights["heat"], after.weights["heat"]
    order = sorted(range(len(old)), key=lambda place: (-abs(new[place] - old[place]), place))[:SHOWN]
    found = [place for place in order if new[place] != old[place]]
    counts = dict.fromkeys(found, 0)
    reader = Reader(before)
    for line in lines:
        if line.want is Want.BELOW:
            for place in counts.keys() & set(reader.grams(line.text)):
                counts[place] += 1
    scale = before.scale
    return tuple(Moved(before.grams[p], old[p] / scale, new[p] / scale, counts[p]) for p in found)


def print_adapted(done: Adapted, console: Console) -> None:
    """For people: what was used, before and after, the n-grams that moved most."""
    used = done.gathered
    console.print(
        f"读到 {used.chats} 个会话；训练用不同顾客消息 {len(used.lines)} 条，留出检验 {len(used.held)} 个会话；"
        f"规则已判为激动而不当作平静的：{used.hot_lines} 条消息、{used.hot_chats} 个会话；"
        f"最像激动而剔除的：{done.pulled.trimmed} 条。",
        soft_wrap=True,
    )
    table = Table("指标", "数量", "训练前", "训练后", title="训练前后", title_justify="left")
    first, second = done.turns
    _row(table, "留出会话：顾客消息在关注 WATCH 及以上", (first.watch, second.watch))
    _row(table, "留出会话：顾客消息在预警 ALERT 及以上", (first.alert, second.alert))
    _hearing_rows(table, "自带检查句", done.check)
    if done.labelled is not None:
        _hearing_rows(table, "标注留出句", done.labelled)
    console.print(table)
    if not done.moved:
        console.print("权重没有变化：在这些聊天里，模型没有误报需要纠正。 (nothing to change)", soft_wrap=True)
        return
    grams = Table("片段", "训练前", "训练后", "出现在几条平静消息里", title="变化最大的片段", title_justify="left")
    for one in done.moved:
        grams.add_row(repr(one.gram)[1:-1], f"{one.before:+.2f}", f"{one.after:+.2f}", str(one.lines))
    console.print(grams)


def _gather(calm: str, rulebook: Rulebook, progress: Progress) -> Gathered:
    name = "-" if calm == "-" else Path(calm).name
    with open_transcripts(calm) as chats:
        bar = progress.add_task("读取", total=chats.size)
        return gather_chats(chats, name, rulebook, lambda: progress.update(bar, completed=chats.read()))


def _lines(gathered: Gathered, marked: list[Marked], anchors: list[Marked], rulebook: Rulebook) -> list[Line]:
    """Calm lines by how many chats hold them, what was labelled, and our own hot lines as anchors."""
    least = rulebook.thermometer.curve.model_from
    judged = {one.text for one in marked}
    texts = sorted(text for text in gathered.lines if text not in judged)
    while len(texts) > _MOST_LINES:
        texts = [text for text in texts if kept_back(f"half/{len(texts)}/{text}", 2)]
    lines = [Line(_heard(t), Want.BELOW, least, min(3.0, gathered.lines[t] ** 0.5), doubtful=True) for t in texts]
    lines += [_labelled(one, rulebook) for one in marked if one.level != 1]
    lines += [Line(_heard(one.text), Want.STAY) for one in anchors if one.level >= 2 and one.text not in judged]
    return lines


def _labelled(one: Marked, rulebook: Rulebook) -> Line:
    """A line that somebody judged. One that reaches its tier already asks for no more than to stay there."""
    curve, text = rulebook.thermometer.curve, _heard(one.text)
    if one.level == 0:
        return Line(text, Want.BELOW, curve.model_from, _LABELLED_WEIGHT)
    tier = one.level - 1  # clear: WATCH, strong: ALERT
    if judge(rulebook, None, one.text)["tier"] >= tier:
        return Line(text, Want.STAY, weight=_LABELLED_WEIGHT)
    alone = curve.model_from + rulebook.ladder.enter[tier - 1] / curve.model_per  # the heat that needs no rule
    return Line(text, Want.ABOVE, alone, _LABELLED_WEIGHT)


def _heard(text: str) -> str:
    """A text as the thermometer lets the model hear it (thermometer/learnt.py)."""
    return fold_text(text).replace("!", "")


def _about(done: Adapted) -> dict[str, object]:
    """What the file says about itself: no text, no date, so that the same chats give the same bytes."""
    shipped = shipped_model()
    return {
        "base": shipped.digest,
        "sources": shipped.about.get("sources", []),
        "chats": done.gathered.chats,
        "lines": len(done.gathered.lines),
        "trimmed": done.pulled.trimmed,
    }


def _hearing_rows(table: Table, title: str, pair: tuple[Hearing, Hearing]) -> None:
    before, after = pair
    _row(table, f"{title}：强烈不满在预警 ALERT 及以上", (before.strong, after.strong))
    _row(table, f"{title}：明确不满在关注 WATCH 及以上", (before.clear, after.clear))
    _row(table, f"{title}：平静句在关注 WATCH 及以上", (before.calm, after.calm))
    if before.auc == before.auc:  # NaN when one side is missing
        table.add_row(f"{title}：不满与平静的 AUC", "", f"{before.auc:.3f}", f"{after.auc:.3f}")


def _row(table: Table, title: str, pair: tuple[Share, Share]) -> None:
    before, after = pair
    if before.size:
        table.add_row(title, str(before.size), f"{before.value:.1%}", f"{after.value:.1%}")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
