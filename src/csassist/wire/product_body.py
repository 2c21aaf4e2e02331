"""A product card as JSON: what may come in, in which lengths, and how a card goes out. Judges no wording.

Unknown fields are refused: a misspelt `evidence` would cost the card its proof.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.desk.library import ShopProduct
from csassist.wire.instant import instant

MOST_ID = 100
MOST_NAME = 60  # what fits into the slot {product_name}


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("says nothing")
    return value


def _printable(value: str) -> str:
    if not value.isprintable() or value != value.strip() or "/" in value:
        raise ValueError("must hold printable characters only, no slash, no blank at its ends")
    return value


ProductId = Annotated[str, Field(min_length=1, max_length=MOST_ID), AfterValidator(_printable)]
Word = Annotated[str, Field(min_length=1, max_length=20), AfterValidator(_said)]
Clause = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_said)]
Sentence = Annotated[str, Field(max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class EvidenceBody(_Strict):
    """What proves a selling point, and where that can be looked up."""

    text: Clause
    source: Clause


class PointBody(_Strict):
    """One FABE line; without evidence it is kept, marked incomplete and never insertable."""

    topic: Annotated[list[Word], Field(min_length=1, max_length=30)]
    feature: Clause
    advantage: Clause
    benefit: Clause
    evidence: EvidenceBody | None = None
    personas: Annotated[list[Word], Field(max_length=20)] = []
    scenes: Annotated[dict[Word, Clause], Field(max_length=20)] = {}
    loss: Sentence = ""


class ProductBody(_Strict):
    """One product or service of the shop."""

    id: ProductId
    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME), AfterValidator(_said)]
    category: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_said)]
    kind: Literal["goods", "service"] = "goods"
    points: Annotated[list[PointBody], Field(min_length=1, max_length=20)]
    facts: Annotated[dict[Word, Clause], Field(max_length=60)] = {}
    versus: Sentence = ""
    note: Annotated[str, Field(max_length=500)] = ""
    upgrade: Annotated[str, Field(max_length=MOST_ID)] = ""
    related: Annotated[list[ProductId], Field(max_length=20)] = []
    process: Sentence = ""

    def to_card(self) -> ProductCard:
        """The card, as it was sent."""
        return ProductCard(
            id=self.id,
            name=self.name,
            category=self.category,
            kind=self.kind,
            points=tuple(_point(point) for point in self.points),
            facts=tuple(self.facts.items()),
            versus=self.versus,
            note=self.note,
            upgrade=self.upgrade,
            related=tuple(self.related),
            process=self.process,
        )


_ADAPTER = TypeAdapter(ProductBody)
_CODES = {"missing": "R105", "extra_forbidden": "R104"}


def read_card(value: dict[str, Any]) -> ProductCard | list[dict[str, str]]:
    """The card in `value`, or what is wrong with it as [{pointer, code, detail}]; never the values that were sent."""
    try:
        return _ADAPTER.validate_python(value).to_card()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
    return [
        {
            "pointer": "".join(f"/{part}" for part in item["loc"] if part != "[key]"),
            "code": _CODES.get(item["type"], "R106" if item["type"].endswith("_type") else "R107"),
            "detail": item["msg"].removeprefix("Value error, "),
        }
        for item in found
    ]


def product_schemas() -> dict[str, Any]:
    """The schemas of a product body, for the components of the OpenAPI document."""
    schema = ProductBody.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "ProductBody": schema}


def product_dict(card: ProductCard, kept: ShopProduct | None) -> dict[str, Any]:
    """A card for readers; `kept` is None for one that comes with the rules."""
    return {
        "id": card.id,
        "name": card.name,
        "category": card.category,
        "kind": card.kind,
        "points": [_point_dict(point) for point in card.points],
        "facts": dict(card.facts),
        "versus": card.versus,
        "note": card.note,
        "upgrade": card.upgrade,
        "related": [*card.related],
        "process": card.process,
        "complete": all(point.evidence is not None for point in card.points),
        "source": "rules" if kept is None else "shop",
        "version": None if kept is None else kept.version,
        "updated_at": None if kept is None else instant(kept.updated_at),
    }


def _point(body: PointBody) -> SellingPoint:
    proof = body.evidence
    return SellingPoint(
        topic=tuple(body.topic),
        feature=body.feature,
        advantage=body.advantage,
        benefit=body.benefit,
        evidence=None if proof is None else Evidence(proof.text, proof.source),
        personas=tuple(body.personas),
        scenes=tuple(body.scenes.items()),
        loss=body.loss,
    )


def _point_dict(point: SellingPoint) -> dict[str, Any]:
    proof = point.evidence
    return {
        "topic": [*point.topic],
        "feature": point.feature,
        "advantage": point.advantage,
        "benefit": point.benefit,
        "evidence": None if proof is None else {"text": proof.text, "source": proof.source},
        "personas": [*point.personas],
        "scenes": dict(point.scenes),
        "loss": point.loss,
        "complete": proof is not None,
    }
