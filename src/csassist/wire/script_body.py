"""Proposals and scripts of a shop as JSON: what may come in, in which lengths, and how they go out."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from csassist.desk.library import Proposal, ShopScript
from csassist.desk.shop_scripts import Origin, Wording
from csassist.suggest.spec import Kind, Scene, Script
from csassist.wire.body import Id, invalid_fields
from csassist.wire.instant import instant

MOST_TEXT = 2_000  # far beyond what the rules take: their answer names the limit
Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
Title = Annotated[str, Field(max_length=40)]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(max_length=40)]
Note = Annotated[str, Field(max_length=200)]


class WordingBody(BaseModel):
    """What a script says and when. What is left out stays as it is."""

    model_config = ConfigDict(strict=True)

    text: Text | None = None
    title: Title | None = None
    kind: Kind | None = None
    scene: Scene | None = None
    words: Words | None = None
    also: Words | None = None
    unless: Words | None = None
    fact: Note | None = None
    level: Annotated[int, Field(ge=0, le=4)] | None = None
    not_when: Note | None = None

    def to_wording(self) -> Wording:
        """As the desk takes it."""
        return Wording(
            text=self.text,
            title=self.title,
            kind=self.kind,
            scene=self.scene,
            words=_tuple(self.words),
            also=_tuple(self.also),
            unless=_tuple(self.unless),
            fact=self.fact,
            level=self.level,
            not_when=self.not_when,
        )


class ProposalBody(WordingBody):
    """A reply that an agent found good, and where it was said."""

    text: Text
    conversation_id: Id | None = None
    suggestion_id: Id | None = None
    message_id: Id | None = None

    def to_origin(self) -> Origin:
        """As the desk takes it."""
        return Origin(self.conversation_id, self.suggestion_id, self.message_id)


class RefusalBody(BaseModel):
    """Why not, for the agent."""

    model_config = ConfigDict(strict=True)

    reason: Note = ""


B = TypeVar("B", bound=BaseModel)


def read_script_body(kind: type[B], value: dict[str, Any]) -> B:
    """A valid body of `kind`. Raises InvalidInput C201, C202 for a text that is too long."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise invalid_fields(error) from None


def script_schemas() -> dict[str, Any]:
    """The schemas of these bodies, for the components of the OpenAPI document."""
    found: dict[str, Any] = {}
    for body in (WordingBody, ProposalBody, RefusalBody):
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= {**schema.pop("$defs", {}), body.__name__: schema}
    return found


def proposal_dict(proposal: Proposal) -> dict[str, Any]:
    """A proposal for those who may see it."""
    return {
        "id": proposal.id,
        "state": proposal.state,
        "text": proposal.text,
        "title": proposal.title,
        "kind": proposal.kind,
        "scene": proposal.scene,
        "words": [*proposal.words],
        "agent_id": proposal.agent_id,
        "conversation_id": proposal.conversation_id,
        "suggestion_id": proposal.suggestion_id,
        "message_id": proposal.message_id,
        "proposed_at": instant(proposal.at),
        "decided_by": proposal.decided_by,
        "decided_at": None if proposal.decided_at is None else instant(proposal.decided_at),
        "reason": proposal.reason,
        "script_id": proposal.script_id,
    }


def script_dict(script: Script, kept: ShopScript | None) -> dict[str, Any]:
    """A script for readers; `kept` is None for one that comes with the rules."""
    return {
        "id": script.id,
        "kind": script.kind,
        "title": script.title,
        "text": script.text,
        "scene": script.scene,
        "words": [*script.when.words],
        "fact": script.fact,
        "not_when": script.not_when,
        "valid_from": script.valid_from or None,
        "valid_until": script.valid_until or None,
        "source": "rules" if kept is None else "shop",
        "version": script.version,
        "updated_at": None if kept is None else instant(kept.at),
    }


def _tuple(words: list[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)
