"""Street addresses: province, city and district stay, street, house and room go. Knows no real street.

Looks from the house number back, at most _BACK characters: a message of one word a thousand times costs no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csassist.privacy.found import Found
from csassist.privacy.plain import Plain

_HAN = "一-鿿"
_BACK = 40  # code points before a house number that may belong to its address
_STREET_NEAR = 10  # code points between the last street or estate and the house number: 荣安大厦 is four
_JOIN = 8  # code points between two numbers of one address: 15号[荣安大厦]12楼
_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百零〇两]{1,5}|[A-Za-z甲乙丙丁])"
_UNIT_KIND = "号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|组|队|门|铺|户|房|排|#|期"
_UNIT = re.compile(rf"{_NUMBER}(?:[-之]\d{{1,5}}){{0,3}}\s?(?:{_UNIT_KIND})")
_PIECE = (
    rf"{_UNIT.pattern}|(?<!\d)\d{{1,5}}(?:-\d{{1,5}}){{1,3}}(?!\d)|(?<!\d)\d{{3,4}}(?![\d%*.])(?=$|[^{_HAN}]|收)"
    rf"|(?<=[号栋幢座楼元门院期弄])\d{{3,4}}(?![\d%*年月元块])"
    rf"|(?<=[元楼栋幢座])[一二三四五六七八九零〇]{{2,4}}(?![{_HAN}])"
)
_TAIL = re.compile(rf"(?:[,，、 ]?(?:{_PIECE})){{1,6}}")
_KIND = re.compile(
    "街道|大道|胡同|社区|小区|花园|花苑|大厦|大楼|广场|公寓|中心|国际|家园|新村|校区|学院|大学|中学|小学|学校|医院|宿舍|公司|"
    "工业区|工业园|开发区|园区|市场|驿站|丰巢|[路街巷镇乡村庄屯寨苑园城府邸湾郡庭居坊]|"
    "(?<![知频渠味报难通])道(?![理歉具])|"
    "(?<![这那哪家店心夜手屋柜箱包盒])里(?![面边程])"
)
# A home without a number is told by what it is; a hospital or a school is nobody's home.
_HOME = re.compile(
    "街道|大道|胡同|社区|小区|花园|花苑|公寓|家园|新村|校区|宿舍|工业园|园区|[路街镇乡村苑园城府邸湾郡庭]"
)
_PROVINCE = (
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    r"|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)(?:省|市|维吾尔自治区|壮族自治区|回族自治区|自治区)?"
)
# Cities that people name without 市: the larger ones, enough to tell 佛山南海区 from 这个小区.
_CITY = (
    "广州|深圳|东莞|佛山|珠海|中山|惠州|杭州|宁波|温州|嘉兴|绍兴|金华|台州|南京|苏州|无锡|常州|南通|徐州|扬州|成都|武汉|西安|"
    "长沙|郑州|洛阳|济南|青岛|烟台|潍坊|临沂|合肥|芜湖|福州|厦门|泉州|南昌|昆明|贵阳|南宁|海口|三亚|石家庄|保定|唐山|太原|"
    "沈阳|大连|长春|哈尔滨|兰州|西宁|银川|乌鲁木齐|呼和浩特"
)
_REGION = re.compile(
    rf"(?:(?:{_CITY})(?:市|(?=[{_HAN}]{{1,5}}?(?:区|县)))|{_PROVINCE}\s?(?:[{_HAN}]{{2,6}}?(?:市|州|盟|地区)\s?)?|[{_HAN}]{{1,3}}?[{_HAN}](?<![超城上门股都夜集菜闹楼车全该入开罢级本])市(?!场|民|区|面|价)\s?)"
    rf"(?:[{_HAN}]{{1,5}}?(?:区|县|旗|市)(?!别)\s?)?"
)
_TOLD = re.compile(r"(?:地址|[寄送发]到|[寄送]去|寄回|改[到成为]|住[在址]|我住|就在|自提)[是为在到成: ，,]{0,4}")
_BREAK = re.compile(r"[*。！？!?；;\n\x00…~（）()“”\"]")
_NAMED = re.compile(rf"(?:(?![的是了我你他在和与就这那有没不])[{_HAN}A-Za-z\d]){{2,8}}?(?:{_HOME.pattern})")
_TALK = re.compile("[的了我你他是说]")
_ROOM = re.compile(rf"[，, ]?(?:(?!订单|单号|快递|电话|手机)[{_HAN}A-Za-z\d]){{0,{_JOIN}}}")
_DOOR = re.compile(rf"[{_HAN}]{{0,4}}?(?:店|馆|超市|门口|楼下|厂房)")
_SHOWN = "****"


def places(plain: Plain) -> Iterator[Found]:
    """Found street addresses in plain positions; the region before them is not part of the span."""
    text, done = plain.text, 0
    tails = [match.span() for match in _TAIL.finditer(text)]
    for place, (start, end) in enumerate(tails):
        if start < done:
            continue
        begin = _begin(text, start, end, max(done, start - _BACK))
        if begin is not None:
            done = _end(text, end, tails[place + 1 :])
            yield Found(begin, done, "address", _SHOWN)
    yield from _named(text)


def _end(text: str, end: int, further: Sequence[tuple[int, int]]) -> int:
    """Where an address ends whose first numbers end at `end`: further numbers and the door belong to it."""
    for start, upto in further:
        if start - end > _JOIN or _ROOM.fullmatch(text, end, start) is None:
            break
        end = upto
    door = _DOOR.match(text, end)
    return door.end() if door is not None else end


def _begin(text: str, start: int, end: int, earliest: int) -> int | None:
    """Where the address begins whose first house number stands at `start`; None when it is no address."""
    breaks = [match.end() for match in _BREAK.finditer(text, earliest, start)]
    earliest = breaks[-1] if breaks else earliest
    units = len(_UNIT.findall(text, start, end))
    regions = _regions(text, earliest, start)
    kinds = [match.span() for match in _KIND.finditer(text, regions[-1] if regions else earliest, start)]
    near = bool(kinds) and start - kinds[-1][1] <= _STREET_NEAR
    if regions and _TALK.search(text, regions[-1], start):
        regions = []  # 北京的客服说5楼: a sentence about a place, not the place
    if regions and (near or (units >= 2 and start - regions[-1] <= _STREET_NEAR)):
        return regions[-1]
    if not near:
        return None
    told = [match.end() for match in _TOLD.finditer(text, earliest, start)]
    if told and told[-1] < start:
        return told[-1]
    return max(earliest, kinds[0][0] - 6) if units >= 2 else None


def _regions(text: str, earliest: int, start: int) -> list[int]:
    """Where regions end. A province's bare name right behind another region is part of a street: 江岸区中[山西]街."""
    ends: list[int] = []
    for match in _REGION.finditer(text, earliest, start):
        if not (ends and len(match.group()) <= 3 and match.start() - ends[-1] <= _STREET_NEAR):
            ends.append(match.end())
    return ends


def _named(text: str) -> Iterator[Found]:
    """A region and at once a named place without a number: 深圳市南山区科技园南区."""
    for region in _REGION.finditer(text):
        if region.group()[-1] in "区县旗" or region.group().count("市") > 1:
            place = _NAMED.match(text, region.end())
            if place is not None and place.end() - place.start() >= 4:
                yield Found(*place.span(), "address", _SHOWN)
