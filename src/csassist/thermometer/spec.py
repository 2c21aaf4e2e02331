"""What a signal rule and the curve settings may say. Plain frozen dataclasses; rulepack validates YAML against them."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from csassist.frozen import frozen

Status = Literal["draft", "trial", "stable", "retired"]


@frozen
class LookFor:
    """What must stand in the folded text. Exactly one of any/sequence/symbol_run/emoji/repeat is given.

    All words are matched on folded text (half-width, simplified, lower case, no zero-width) and are folded when the
    thermometer is built. In `any` and `sequence` these stand for quantities: <时长> (三天, 2个小时), <次数> (第三次,
    好几遍), <金额> (50块). A sequence never crosses the end of a sentence.
    """

    any: tuple[str, ...] = ()  # literal words or phrases, each is a hit
    sequence: tuple[tuple[str, ...], ...] = ()  # one word of each group, in this order …
    within: int = 10  # … with at most so many code points between neighbours
    symbol_run: str = ""  # a run made of these symbols only, for example "!" or "?!"
    at_least: int = 2  # shortest run (symbol_run, repeat)
    emoji: tuple[str, ...] = ()  # emoji, [emoticons] or kaomoji, matched on the text as posted
    repeat: bool = False  # one character typed `at_least` times in a row (Han or letter)
    unless: tuple[str, ...] = ()  # these words anywhere in the text veto the rule
    unless_around: tuple[str, ...] = ()  # a longer word that covers the hit vetoes it: 操作 over 操
    negatable: bool = False  # a negation just before the hit vetoes it
    degree: bool = False  # degree adverbs just before scale the degrees
    only_whole: bool = False  # the folded message, without symbols and particles, is this hit and nothing else
    at_end: bool = False  # nothing but symbols and particles follows
    at_start: bool = False
    mixed: bool = False  # symbol_run: the run must hold every one of the symbols


@frozen
class Adds:
    """Degrees of a hit: first hit `degrees`, every further hit or extra symbol `per_extra`, `cap` in all."""

    degrees: float
    per_extra: float = 0.0
    cap: float | None = None


@frozen
class FiresExample:
    say: str
    span: str = ""  # the part of `say` that the signal must cover; empty = anywhere
    degrees: float | None = None  # exact degrees of this signal, when it matters


@frozen
class SilentExample:
    say: str
    because: str = ""


@frozen
class GapExample:
    say: str
    should: Literal["fire", "silent"]
    because: str = ""


@frozen
class SignalRule:
    """One signal. File name = id. `hard` names a hard trigger: the tier is SUPERVISOR whatever the degrees."""

    id: str
    title: str
    family: Literal[
        "symbol",
        "emoji",
        "wording",
        "rhetorical",
        "duration",
        "deceit",
        "threat",
        "blame",
        "urgency",
        "sarcasm",
        "giving_up",
        "insult",
        "damper",
        "safety",
        "complaint",
        "praise",
        "question",
        "scene",
    ]
    status: Status
    why: str
    look_for: LookFor
    adds: Adds
    fires: tuple[FiresExample, ...]
    silent: tuple[SilentExample, ...]
    gaps: tuple[GapExample, ...] = ()
    emotion: Literal["anger", "grievance", "anxiety", "disappointment", "satisfied"] | None = None
    trigger: Literal["price", "logistics", "after_sales", "product", "service", "safety"] | None = None
    scene: str | None = None  # the text speaks of this scene (for choosing scripts)
    hard: str | None = None
    mistaken_for: tuple[str, ...] = ()


@frozen
class CurveSpec:
    """Numbers of the running curve (pack.yaml: curve). Stages are read off half-open bands of degrees and trend."""

    keep: float = 0.5  # share of the degrees kept by the next customer burst
    half_life_s: float = 1800.0  # time decay of what is carried
    agent_keep: float = 1.0  # share kept when the agent answers
    momentum: float = 0.15
    repeat_degrees: float = 10.0  # same intent asked again
    repeat_cap: float = 25.0
    burst_from: int = 3  # bubbles from which a burst itself heats
    burst_degrees: float = 4.0
    burst_cap: float = 12.0
    waiting_steps: tuple[tuple[int, float], ...] = ((60, 4.0), (180, 6.0), (300, 8.0))  # seconds waited -> degrees
    waiting_floor: float = 12.0  # nobody heats up by waiting below this reading
    sentiment_cap: float = 6.0  # most that the word table may add
    model_from: float = -0.5  # log-odds of heat from which the learnt model adds degrees …
    model_per: float = 25.0  # … so many for every unit beyond …
    model_cap: float = 45.0  # … and at most so many
    model_base: float = 5.0  # of them without a place in the text
    model_plain: float = 0.5  # share of model_per where rules hear a matter of service and no heat
    model_yields: float = 0.5  # share of the rules' degrees that the model need not say again
    idle_s: int = 1800  # after so long without any message the conversation cools
    hard_floor: float = 60.0  # a hard trigger lifts its message to at least this
    soft_from: float = 55.0  # degrees of a message above this are compressed towards 100
    stages: tuple[float, float, float] = (12.0, 30.0, 58.0)  # half-open bands: suppressed, heating, outburst from here
    cooling_drop: float = 6.0  # a fall of at least this from a heated reading is cooling


@frozen
class WordLists:
    """Vocabulary (words/*.txt), folded."""

    negations: tuple[str, ...] = ()
    degree_adverbs: tuple[tuple[str, float], ...] = ()  # word -> factor
    particles: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()  # masks and order cards that are no customer's words
    false_negations: tuple[str, ...] = ()  # longer words in which a negation negates nothing: 不仅, 差不多
    questions: tuple[str, ...] = ()  # words that make a clause a question or a demand
    fillers: tuple[str, ...] = ()  # words that do not tell one question from another: 请问, 一下, 我
    synonyms: tuple[str, ...] = ()  # one intent a line, first word names it: "发货 发出 寄出 出货"
    service: tuple[str, ...] = ()  # plain service vocabulary that the word table mistakes for unhappiness: 退货, 保修


@frozen
class ThermometerSpec:
    """All that the thermometer is built from."""

    rules: tuple[SignalRule, ...] = ()
    curve: CurveSpec = field(default_factory=CurveSpec)
    words: WordLists = field(default_factory=WordLists)
