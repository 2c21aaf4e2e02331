"""Numbers, names and places made from chance: right in form and check digit, nobody's on purpose. Knows no sentence."""

from __future__ import annotations

from random import Random

from csassist.lab.personal.frames import names_of

_DIGITS = "0123456789"
_HOSTS = ("qq.com", "163.com", "126.com", "sina.cn", "gmail.com", "vip.163.com", "a-b.com.cn")
_PLATES = ("{d}{d}{d}{d}{d}", "{c}{d}{d}{d}{d}", "{d}{c}{d}{d}{d}", "D{d}{d}{d}{d}{d}", "F{d}{d}{d}{d}{d}")
_REGIONS = (
    "110105", "120104", "130102", "140105", "150102", "210203", "220104", "230103", "310115", "320583", "330106",
    "340104", "350203", "360111", "370202", "410105", "420111", "430104", "440304", "450103", "460108", "500112",
    "510107", "520111", "530102", "540102", "610113", "620102", "630104", "640104", "650102", "810000", "830000",
)  # fmt: skip
_ISSUERS = (
    ("62", 16), ("62", 19), ("62", 19), ("62", 18), ("62", 17), ("4", 16), ("52", 16), ("9558", 19), ("356", 16),
    ("2221", 16),
)  # fmt: skip
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建华文辉玲红梅鹏飞雪婷浩宇轩子涵欣怡梓豪思远嘉"
_CITIES = names_of("cities")
_STREETS = names_of("streets")
_ESTATES = names_of("estates")
_WORDS = ("lily", "sunny", "xiao", "happy", "moon", "jack", "star", "coco", "lucky", "tiger", "amy", "leo")


def mobile(chance: Random) -> str:
    """11 digits of a mainland mobile number."""
    return "1" + chance.choice("3456789") + "".join(chance.choices(_DIGITS, k=9))


def identity(chance: Random) -> str:
    """18 characters of GB 11643 with their check character."""
    day = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = chance.choice(_REGIONS) + day + f"{chance.randint(0, 999):03}"
    total = sum(w * int(d) for w, d in zip((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    return body + "10X98765432"[total % 11]


def old_identity(chance: Random) -> str:
    """15 digits, as given out before 1999."""
    day = f"{chance.randint(40, 85):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    return chance.choice(_REGIONS[:-2]) + day + f"{chance.randint(0, 999):03}"


def card(chance: Random) -> str:
    """A bank card of a usual issuer, right by Luhn."""
    start, length = chance.choice(_ISSUERS)
    body = start + "".join(chance.choices(_DIGITS, k=length - 1 - len(start)))
    return body + luhn_digit(body)


def luhn_digit(body: str) -> str:
    """The check digit that belongs behind `body` (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def name(chance: Random) -> str:
    """A family name and one or two characters."""
    return chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))


def region(chance: Random) -> str:
    """What of an address may stay: city and district."""
    return chance.choice(_CITIES)


def house(chance: Random) -> str:
    """What of an address must go: street or estate, house and room, in one of the usual ways."""
    street = chance.choice(_STREETS) + chance.choice(("路", "路", "街", "大道", "东路", "西街", "北路"))
    estate = chance.choice(_ESTATES) + chance.choice(("花园", "小区", "家园", "苑", "府", "新村", "公寓", "国际", "里"))
    number, block, unit = chance.randint(1, 1999), chance.randint(1, 40), chance.randint(1, 6)
    room = f"{chance.randint(1, 33)}0{chance.randint(1, 6)}"
    return chance.choice(
        (
            f"{street}{number}号",
            f"{street}{number}号{block}栋{room}",
            f"{street}{number}号{block}幢{unit}单元{room}室",
            f"{street}{number}号{estate}{block}号楼{unit}单元{room}",
            f"{street}{number}弄{block}号{room}室",
            f"{estate}{block}栋{room}",
            f"{estate}{block}号楼{unit}单元{room}室",
            f"{estate}{block}-{unit}-{room}",
            f"{street}{number}号院{block}号楼{unit}门{room}",
            f"{street}与{chance.choice(_STREETS)}路交叉口{estate}{block}座{room}",
            f"{chance.choice(_ESTATES)}村{block}组{number % 200 + 1}号",
            f"{street}{number}号{chance.choice(_ESTATES)}大厦{chance.choice('ABC')}座{room}室",
        )
    )


def account(chance: Random) -> str:
    """A WeChat account: a letter first, 6 to 20 characters."""
    word = chance.choice(_WORDS)
    return word + chance.choice(("_", "-", "")) + "".join(chance.choices(_DIGITS, k=chance.randint(3, 6)))


def qq(chance: Random) -> str:
    """5 to 11 digits without a zero in front."""
    return chance.choice("123456789") + "".join(chance.choices(_DIGITS, k=chance.randint(6, 9)))


def email(chance: Random) -> str:
    """An address at a usual mail service."""
    first = chance.choice((account(chance), qq(chance), mobile(chance)))
    return f"{first}@{chance.choice(_HOSTS)}"


def plate(chance: Random) -> str:
    """A number plate, five characters, or six of a car with a battery."""
    head = chance.choice("京津沪渝冀豫辽苏浙皖鲁闽粤川陕云") + chance.choice("ABCDEFGH")
    body = chance.choice(
        ("{d}{d}{d}{d}{d}", "{c}{d}{d}{d}{d}", "{d}{c}{d}{d}{d}", "D{d}{d}{d}{d}{d}", "F{d}{d}{d}{d}{d}")
    )
    for place, signs in (("{d}", _DIGITS), ("{c}", "ABCDEFGHJKLMNPQRSTUVWXYZ")):
        while place in body:
            body = body.replace(place, chance.choice(signs), 1)
    return head + body


def passport(chance: Random) -> str:
    """An ordinary passport: E or G, perhaps a second letter, eight places in all after the first."""
    return chance.choice("EG") + "".join(chance.choices(_DIGITS, k=8))


def order(chance: Random) -> str:
    """An order number of one of the usual kinds: 8 to 24 digits, with a day in front, grouped, with a prefix."""
    kind = chance.randrange(7)
    if kind == 0:
        return chance.choice("1234567") + "".join(chance.choices(_DIGITS, k=chance.choice((17, 18))))
    if kind == 1:
        return chance.choice("1234789") + "".join(chance.choices(_DIGITS, k=chance.choice((14, 15))))
    if kind == 2:
        return f"2026{chance.randint(1, 12):02}{chance.randint(1, 28):02}" + "".join(chance.choices(_DIGITS, k=10))
    if kind == 3:
        return "".join(chance.choices(_DIGITS, k=chance.choice((8, 9, 10, 12, 13))))
    if kind == 4:
        return f"2611{chance.randint(1, 28):02}-" + "".join(chance.choices(_DIGITS, k=15))
    if kind == 5:
        return chance.choice(("P", "DD", "OD", "TB", "XS")) + "".join(
            chance.choices(_DIGITS, k=chance.choice((12, 16, 18)))
        )
    return f"{chance.randint(1, 99)}-{chance.randint(10**8, 10**9 - 1)}-{chance.randint(10**6, 10**7 - 1)}"


def twin(chance: Random) -> str:
    """An order number that could be a bank card or a mobile: only the words beside it tell."""
    return chance.choice((card, mobile))(chance)


def parcel(chance: Random) -> str:
    """A tracking number: a carrier's letters or its digits."""
    kind = chance.randrange(5)
    if kind <= 2:
        letters = chance.choice(("SF", "YT", "JD", "JDVA", "JDX", "ZTO", "JT", "STO", "EMS", "DPK", "UC", "LP", "YD"))
        return letters + "".join(chance.choices(_DIGITS, k=chance.choice((10, 11, 12, 13, 15))))
    start = chance.choice(("75", "77", "73", "43", "98", "31", "46", "52", "11", "10"))
    return start + "".join(chance.choices(_DIGITS, k=chance.choice((10, 11, 12, 13))))
