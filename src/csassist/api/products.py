"""/v1/products: a shop's product cards, one by one and by the file. Knows headers and sizes; judges no card."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_body, read_object
from csassist.desk.library import ANY, ShopProduct
from csassist.errors import Conflict, InvalidInput
from csassist.rulepack.admission import Finding, product_findings
from csassist.rulepack.product_file import Form, ProductFile, RowFault, read_product_file
from csassist.wire.product_body import MOST_ID, product_dict, read_card

router = APIRouter()
ProductId = Annotated[str, Path(min_length=1, max_length=MOST_ID)]
FORMS: dict[str, Form] = {
    "text/csv": "csv",
    "application/csv": "csv",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl",
}
IMPORT_BYTES = 5 * 1000 * 1000  # a file of 5 MB is too large
PAUSE_S = 0.001  # in the thread that reads a file: the loop takes what it needs
MOST_TOLD = 10_000  # faults in one answer

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProductBody"}}},
    }
}
_FILE = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", "application/x-ndjson")},
    }
}


def _tag(kept: ShopProduct | None) -> dict[str, str]:
    """The version of one of the shop's own cards."""
    return {} if kept is None else {"ETag": f'"v{kept.version}"'}


@router.get("/v1/products", summary="List product cards")
async def list_products(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=MOST_ID)] = "",
) -> Response:
    """The shop's own cards and those of the rules (`source`), by id; `next_cursor` is the id to go on from."""
    who = caller(request)
    page = front_of(request).desk.products.page(who, limit, cursor)
    items = [product_dict(card, kept) for card, kept in page.items]
    return json_answer({"items": items, "next_cursor": page.next_cursor})


@router.post(
    "/v1/products/import",
    summary="Import product cards from CSV or JSON lines",
    openapi_extra=_FILE,
    responses={
        200: {"description": "Good rows are on disk; `errors` names every broken one by line, pointer and code"},
        413: {"description": "C205: 5 MB or more"},
        415: {"description": "C203: neither CSV nor JSON lines, or a workbook"},
        422: {"description": "C206: no row is good; C201: no usable header"},
    },
)
async def import_products(
    request: Request,
    form: Annotated[Form | None, Query(alias="format")] = None,
    dry_run: bool = False,
) -> Response:
    """Loads the good rows and reports the others. `format` overrules the content type; `dry_run=true` only looks."""
    who, desk = caller(request), front_of(request).desk
    desk.products.require_keeper(who)
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    form = form or FORMS.get(kind.strip().lower())
    if form is None:
        raise InvalidInput("send text/csv or application/x-ndjson, or say ?format=csv or jsonl", code="C203")
    raw = await read_body(request, kinds=None, limit=IMPORT_BYTES)
    async with desk.products.importing:
        known = desk.products.ids(who)
        found = await asyncio.to_thread(read_product_file, raw, form, _charset(rest), known, _pause)
        if not found.rows:
            raise InvalidInput("the file holds no rows", errors=[{"pointer": "", "line": 1, "detail": "no rows"}])
        changed = 0 if dry_run or not found.cards else await desk.products.load(who, found.cards)
    report = {"dry_run": dry_run, "format": form, **_report(found, changed)}
    if not found.cards and not dry_run:
        raise InvalidInput("no row of the file is good; nothing was loaded", code="C206", **report)
    return json_answer(report)


@router.get("/v1/products/{product_id}", summary="One product card")
async def get_product(request: Request, product_id: ProductId) -> Response:
    """The card that decisions are made with; `ETag` for one of the shop's own."""
    card, kept = front_of(request).desk.products.get(caller(request), product_id)
    return json_answer(product_dict(card, kept), headers=_tag(kept))


@router.put(
    "/v1/products/{product_id}",
    summary="Put a product card",
    openapi_extra=_BODY,
    responses={
        200: {"description": "Replaced, or the same as before (same version)"},
        201: {"description": "New"},
        412: {"description": "A412: another version than `If-Match` names, or there although `If-None-Match: *`"},
        422: {"description": "C201 a field is missing or wrong; C206 the wording breaks the rules"},
    },
)
async def put_product(request: Request, product_id: ProductId) -> Response:
    """Idempotent; the next message is decided with it. A selling point without evidence is kept, marked incomplete."""
    who, products = caller(request), front_of(request).desk.products
    products.require_keeper(who)
    body = {"id": product_id, **await read_object(request)}
    if body["id"] != product_id:
        raise InvalidInput(
            "id in body and path differ", errors=[{"pointer": "/id", "detail": "not the id of the path"}]
        )
    card = read_card(body)
    if isinstance(card, list):
        raise InvalidInput("a field is missing or wrong; see errors", errors=card)
    findings = product_findings(card, products.ids(who))
    require_fit(findings)
    kept, new = await products.put(who, card, expected_version(request))
    told = [finding_dict(each) for each in findings]
    return json_answer({**product_dict(card, kept), "warnings": told}, 201 if new else 200, headers=_tag(kept))


@router.delete("/v1/products/{product_id}", status_code=204, summary="Take a product card away")
async def delete_product(request: Request, product_id: ProductId) -> Response:
    """Only the shop's own; a card of the rules with this id shows again."""
    await front_of(request).desk.products.delete(caller(request), product_id, expected_version(request))
    return Response(status_code=204)


def require_fit(findings: list[Finding]) -> None:
    """Raises InvalidInput C206 with everything that is wrong; warnings pass."""
    errors = [finding_dict(each) for each in findings if not each.warning]
    if errors:
        raise InvalidInput("the text breaks the rules for what agents may say; see errors", code="C206", errors=errors)


def finding_dict(finding: Finding) -> dict[str, Any]:
    """A finding as a problem's error."""
    found = {"pointer": finding.pointer, "code": finding.code, "detail": finding.detail}
    return {**found, "line": finding.line} if finding.line else found


def expected_version(request: Request) -> int | None:
    """What If-Match or If-None-Match ask of the card as it is. Raises Conflict A412 for a tag that we never gave."""
    if request.headers.get("if-none-match", "").strip() == "*":
        return 0
    wanted = request.headers.get("if-match")
    if wanted is None:
        return None
    tag = wanted.strip()
    if tag == "*":
        return ANY
    number = tag.removeprefix('"v').removesuffix('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Conflict("the product has another version; read it again", code="A412")
    return int(number) or ANY


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value
    return None


def _pause() -> None:
    time.sleep(PAUSE_S)


def _report(found: ProductFile, changed: int) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "good": len(found.cards),
        "broken": found.rows - len(found.cards),
        "changed": changed,
        "incomplete": [card.id for card in found.cards if any(point.evidence is None for point in card.points)],
        "errors": [_fault_dict(fault) for fault in found.faults[:MOST_TOLD]],
        "errors_left_off": max(0, len(found.faults) - MOST_TOLD),
        "warnings": [_fault_dict(fault) for fault in found.warnings[:MOST_TOLD]],
    }


def _fault_dict(fault: RowFault) -> dict[str, Any]:
    return {name: value for name, value in asdict(fault).items() if value or name in ("pointer", "detail")}
