"""The compiled thermometer: everything that is worked out once per rule pack, so that a reading only has to look.

Immutable after build and free of clocks; reading.py puts its scans on the conversation's curve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from csassist.conversation.reading import Signal
from csassist.thermometer.emotion import Voice
from csassist.thermometer.learnt import score
from csassist.thermometer.matcher import Matcher
from csassist.thermometer.model import TextModel
from csassist.thermometer.rules import RuleSet
from csassist.thermometer.scan import Scan
from csassist.thermometer.spec import CurveSpec, SignalRule, ThermometerSpec
from csassist.thermometer.text import Folded, Folder
from csassist.thermometer.tokens import Tokens, Words
from csassist.thermometer.weigh import Worth


class Thermometer:
    """Build with `Thermometer.build`; then only read. `rules` holds the rules that count (trial and stable), by id."""

    def __init__(
        self, curve: CurveSpec, folder: Folder, finder: tuple[Matcher, RuleSet], tokens: Tokens, model: TextModel | None
    ) -> None:
        matcher, rule_set = finder
        self.curve = curve
        self.model = model
        self.folder = folder
        self.rules: Mapping[str, SignalRule] = {rule.id: rule for rule in rule_set.rules}
        self.voices: Mapping[str, Voice] = {rule.id: Voice.of(rule) for rule in rule_set.rules}
        self.worths: Mapping[str, Worth] = {rule.id: Worth.of(rule) for rule in rule_set.rules}
        self._faces = [(rule.id, rule.title, rule.scene, rule.hard) for rule in rule_set.rules]
        self._matcher = matcher
        self._rule_set = rule_set
        self._tokens = tokens

    @classmethod
    def build(
        cls,
        spec: ThermometerSpec,
        *,
        folder: Folder,
        segment: Callable[[str], list[str]],
        polarity: Mapping[str, float],
        model: TextModel | None = None,
    ) -> Thermometer:
        """Compiles `spec`. `segment` cuts text into words that join to it; `polarity` = word -> log-odds (happy > 0).

        Draft and retired rules are left out. `model` = the learnt text model; without one only rules speak.
        """
        fold = folder.fold_word
        rules = sorted((rule for rule in spec.rules if rule.status in ("trial", "stable")), key=lambda rule: rule.id)
        matcher = Matcher(rules, spec.words, fold)
        rule_set = RuleSet(rules, matcher, spec.words.particles)
        return cls(spec.curve, folder, (matcher, rule_set), Tokens(spec.words, segment, polarity, fold), model)

    def with_model(self, model: TextModel | None) -> Thermometer:
        """The same rules beside another learnt model, or beside none."""
        finder = (self._matcher, self._rule_set)
        return Thermometer(self.curve, self.folder, finder, self._tokens, model)

    def scan(self, text: str, message_id: str | None = None) -> Scan:
        """Raw signals of one bubble. Never raises, whatever the text; cost linear in its length."""
        folded = self.folder.fold(text)
        found = self._matcher.find(folded.text, folded.chars)
        hits = self._rule_set.run(folded, found)
        scored = score(self.model, folded) if self.model is not None else None
        if not hits:
            return Scan(folded, (), self._words(folded, found.questions, heated=False), scored=scored)
        signals: list[Signal] = []
        scenes: dict[str, None] = {}
        hard: str | None = None
        heated = False
        faces, offsets = self._faces, folded.offsets
        for start, end, number, worth in hits:
            name, title, scene, trigger = faces[number]
            if scene is not None:
                if scene in scenes and not worth:
                    continue  # one mention of a scene says it all
                scenes[scene] = None
            if trigger is not None and hard is None:
                hard = trigger
            degrees = worth and round(worth, 1)  # most rules of scenes and questions add nothing
            heated = heated or degrees > 0
            span = offsets[start], offsets[end - 1] + 1
            signals.append(Signal(name, title, degrees, span, text[span[0] : span[1]], message_id))
        words = self._words(folded, found.questions, heated=heated)
        return tuple.__new__(Scan, (folded, tuple(signals), words, hard, tuple(scenes), scored))

    def read_words(self, folded: Folded) -> Words:
        """Lean and questions of a folded text of several bubbles."""
        return self._words(folded, self._matcher.find(folded.text, folded.chars).questions, heated=False)

    def _words(self, folded: Folded, questions: Sequence[int], *, heated: bool) -> Words:
        """Beside a learnt model the word table only deepens heat that a rule named; else it is not asked."""
        return self._tokens.read(folded.text, questions, lean=heated or self.model is None)
