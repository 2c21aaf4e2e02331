"""Mobile and landline numbers, identity cards, bank cards. Knows check digits; orders and parcels stay readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from csassist.privacy.found import Found
from csassist.privacy.plain import Plain

_GAP = r"[ .\-_·]{0,2}"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d-)(?:(?:\+|00)?86{_GAP})?(?:1{_GAP}[3-9](?:{_GAP}\d){{9}}"
    r"|1[3-9]\d[,、/~*]\d{4}[,、/~*]\d{4}|\(1[3-9]\d\)[ -]?\d{4}[ -]?\d{4})(?!-?\d)"
)
_PHONE = re.compile(r"(?<![A-Za-z\d.\-])\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]?[2-8]\d{2,3}[ -]?\d{4}(?![\d\-])")
_ID = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dA-Za-z])")
_OLD_ID = re.compile(r"(?<![\dA-Za-z])[1-9]\d{14}(?!\d)")
_CARD = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{14,18}}(?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z\d])[EGeg][A-HJ-NP-Za-hj-np-z\d]\d{7}(?!\d)")

# GB/T 2260: provinces; 71, 81, 82 and 83 are Taiwan, Hong Kong and Macao (83: residence permits).
_REGIONS = frozenset(
    (*map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))),
     "71", "81", "82", "83")
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, ISO 7064 MOD 11-2
_CHECKS = "10X98765432"
# Issuer prefixes by length, ISO/IEC 7812: UnionPay 62 (16–19), Visa 4 and Mastercard 51–55, 2221–2720 (16), JCB 35,
# Amex 34, 37 (15); debit cards of 19 digits that are older than 62: 9558 ICBC, 4367 CCB, 4563 and 6013 BOC.
_ISSUERS = {
    15: re.compile(r"3[47]"),
    16: re.compile(r"62|4|5[1-5]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"),
    17: re.compile(r"62"),
    18: re.compile(r"62"),
    19: re.compile(r"62|9558|4367|4563|6013"),
}
_NEAR = 14  # code points before a number in which a word says what it is
_LINK_NEAR = 60  # the same for the link that a number is part of
_PARCEL = re.compile(
    r"订单|单号|运单|快递|物流|包裹|面单|编号|流水|交易号|条码|货号|批号|序列号|sku|order", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:(?:单|编|货|批|序列|流水|交易)(?:编)?号(?:码)?|代码|券码|条码|卡券|订单|运单|快递单|order)(?:是|为|[: #])*$",
    re.IGNORECASE,
)
# 13912345678这个订单: what follows at once says what it is.
_LINK = re.compile(r"(?:://|www\.|\.com|\.cn|\.html|[?&]\w+=)[\w./?&=%:-]*$")
_LABELLED = re.compile(r"\s*(?:这个?|那个?|的)?(?:订单|单号|运单|单子)")
_CARRIER = re.compile(r"(?:SF|YT|JD[A-Z]{0,2}|JT|ZTO|STO|EMS|YD|DPK|HT|BEST|UC|ZJS|LP|KK) ?$", re.IGNORECASE)
_ORDER = re.compile(r"订单|单号|运单|order", re.IGNORECASE)
_CALL = re.compile(r"手机|电话|号码|联系|打|拨|tel|call|微信|短信|收件|收货|回电|留的|同号|女士|先生", re.IGNORECASE)
_BANK = re.compile(
    r"卡号|银行|储蓄|信用卡|借记|工行|建行|农行|中行|招行|交行|邮储|开户|打款|转账|[打退汇转][到给]|账号|帐号|账户|卡"
)
_AT_BANK = re.compile(r"\s*(?:[一-鿿]{0,4}银行|工行|建行|农行|中行|招行|交行|邮储|户名|开户|这张卡)")
_PAPERS = re.compile(r"身份证|身份号|证件|证号|护照|实名")


def numbers(plain: Plain) -> Iterator[Found]:
    """Found numbers in plain positions, the surest kinds first; of one kind, those in figures before those in words."""
    rows = (plain.text,) if plain.digits == plain.text else (plain.text, plain.digits)
    for recognise in (_identities, _cards, _mobiles):
        for row in rows:
            yield from recognise(plain, row)
    for match in _PHONE.finditer(plain.text):
        digits = _only(match.group())
        parcel = _LABEL if "-" in match.group() else _PARCEL
        if 10 <= len(digits) <= 12 and parcel.search(_before(plain, match)) is None:
            yield Found(*match.span(), "phone", f"{digits[:3]}****{digits[-4:]}")
    for match in _PASSPORT.finditer(plain.text):
        if _PAPERS.search(_before(plain, match)):
            yield Found(*match.span(), "passport", f"{match.group()[0]}*******{match.group()[-1]}")


def _mobiles(plain: Plain, row: str) -> Iterator[Found]:
    for match in _MOBILE.finditer(row):
        before = _before(plain, match)
        link = _LINK.search(plain.text[max(0, match.start() - _LINK_NEAR) : match.start()])
        if link or _CARRIER.search(before) or _an_order(plain, match, before):
            continue
        digits = _only(match.group())[-11:]
        yield Found(*match.span(), "mobile", f"{digits[:3]}****{digits[-4:]}")


def _an_order(plain: Plain, match: re.Match[str], before: str) -> bool:
    """True when the words beside 11 digits call them an order; whoever speaks of calling means a telephone."""
    if _LABEL.search(before):
        return True
    order, call = _last(_ORDER, before), _last(_CALL, before)
    return order > call or (call < 0 and _LABELLED.match(plain.text, match.end()) is not None)


def _identities(plain: Plain, row: str) -> Iterator[Found]:
    for match in _ID.finditer(row):
        number = _only(match.group()).upper()
        if _identity(number) or (len(number) == 18 and _PAPERS.search(_before(plain, match))):
            yield Found(*match.span(), "id", f"{number[0]}{'*' * 16}{number[-1]}")
    for match in _OLD_ID.finditer(row):
        number, before = match.group(), _before(plain, match)
        if number[:2] in _REGIONS and _day("19" + number[6:12]) and not _PARCEL.search(before):
            yield Found(*match.span(), "id", f"{number[0]}{'*' * 13}{number[-1]}")


def _identity(number: str) -> bool:
    """True for 18 characters with a region, a day and the right check character."""
    if len(number) != 18 or number[:2] not in _REGIONS or not _day(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[17]


def _day(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def _cards(plain: Plain, row: str) -> Iterator[Found]:
    for match in _CARD.finditer(row):
        number, before = _only(match.group()), _before(plain, match)
        bank, parcel = _last(_BANK, before), _last(_PARCEL, before)
        if _AT_BANK.match(plain.text, match.end()):
            bank = len(before)
        elif bank < 0 and _LABELLED.match(plain.text, match.end()):
            continue
        if parcel > bank or (match.start() and plain.text[match.start() - 1].isascii() and before[-1:].isalpha()):
            continue
        issuer = _ISSUERS.get(len(number))
        known = issuer is not None and issuer.match(number) is not None and luhn(number)
        if known or (bank >= 0 and len(number) >= 16):
            yield Found(*match.span(), "card", f"****{number[-4:]}")


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _before(plain: Plain, match: re.Match[str]) -> str:
    return plain.text[max(0, match.start() - _NEAR) : match.start()]


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last word of `pattern` begins, -1 for none."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _only(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
