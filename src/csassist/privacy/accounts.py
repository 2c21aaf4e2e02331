"""E-mail, WeChat and QQ accounts, number plates, names that are told as names. Knows the words that come before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csassist.privacy.found import Found
from csassist.privacy.plain import Plain

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])([A-Za-z0-9][A-Za-z0-9_.+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,12})(?![A-Za-z0-9-])"
)
_TO = r"(?:号码|号|账号|帐号|id)?(?:\s*(?:是|为|叫|就是|[:=]))?\s*"
_WECHAT = re.compile(
    rf"(?:微信|威信|薇信|wei信|微❤|v信|vx|wx|weixin|wechat|加我|加v|\+v|加薇|(?<![a-z])[vV](?=[: ])){_TO}"
    r"([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_QQ = re.compile(rf"(?:q ?q|扣扣|企鹅|球球|加q|(?<![a-z])q(?=:)){_TO}([1-9](?:[ -]?\d){{4,10}})(?!\d)", re.IGNORECASE)
_PLATE = re.compile(
    r"(?<![一-鿿])?([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z])[· .-]?"
    r"((?=[A-HJ-NP-Z\d]*\d[A-HJ-NP-Z\d]*\d)[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警港澳])(?![A-Za-z\d])"
)
# The hundred most frequent family names and the usual double ones: enough to tell 我叫张伟 from 我叫你们经理来.
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金萧石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐"
)
_ASKED = (
    r"(?:(?:收件人|收货人|联系人|姓名|我叫|开户名|户名|实名)(?:改成|换成|改为|写|填|是|叫|为|[: ])*"
    r"|(?:名字|本人)(?:改成|换成|改为|写|填|是|叫|为|[: ])+)"
)
_AFTER = r"(?=$|[^一-鿿]|电话|手机|身份|地址|联系|住|的|女士|先生|小姐|收(?:$|[^一-鿿到]))"
_ONE = rf"(?:欧阳|上官|司马|诸葛|司徒|[{_FAMILY}])"
_GIVEN = "(?![的了吗们人呢吧啊是不在我你他她么还就都])[一-鿿]"
_NAME = re.compile(rf"(?:{_ASKED}|[寄发送]给)({_ONE} ?(?:{_GIVEN}){{1,2}}|[一-鿿]{{2,5}}·[一-鿿]{{2,6}}){_AFTER}")
# 我是 tells a name only when nothing follows it, and many a place or word begins like a family name.
_I_AM = re.compile(rf"我是({_ONE}(?:{_GIVEN}){{1,2}})(?=$|[,，。.!！ ~])")
_NO_NAME = re.compile(
    "江苏|江西|江阴|安徽|安阳|安庆|温州|常州|常熟|金华|金卡|金牌|黄金|黄山|黄石|白金|白领|高中|高手|高邮|马上|万州|方便|常客|"
    "安卓|文员|于都|余姚|吴江|邢台|孟州|秦皇|文昌|石家|向来|许多|何时|单身|龙岩|史上|严重|龙卡|付款|付过|任何|陶瓷|武汉|苏北|苏州|顾客|高端|高大|温馨|安心|康复|万能"
)
_TITLES = ("女士", "先生", "小姐", "太太", "老师", "同学", "阿姨", "大哥", "师傅", "总")


def emails(plain: Plain) -> Iterator[Found]:
    """Found e-mail addresses in plain positions; the number in one is no telephone of its own."""
    for match in _EMAIL.finditer(plain.text):
        yield Found(*match.span(), "email", f"{match.group(1)[0]}***@{match.group(2)}")


def accounts(plain: Plain) -> Iterator[Found]:
    """Found accounts, plates and names in plain positions."""
    text = plain.text
    for match in _WECHAT.finditer(text):
        yield Found(*match.span(1), "wechat", f"{match.group(1)[:2]}****")
    for match in _QQ.finditer(text):
        yield Found(*match.span(1), "qq", f"{match.group(1)[:2]}****")
    for match in _PLATE.finditer(text):
        yield Found(*match.span(), "plate", f"{match.group(1)}*****")
    for match in _NAME.finditer(text):
        if _NO_NAME.match(match.group(1)) is None:
            yield Found(*match.span(1), "name", shorten(match.group(1)))
    for match in _I_AM.finditer(text):
        if _NO_NAME.match(match.group(1)) is None:
            yield Found(*match.span(1), "name", shorten(match.group(1)))


def shorten(name: str) -> str:
    """A name as a stranger may read it: 张女士 as it is, 张伟 as 张*, sunny_88 as s***."""
    name = name.strip()
    if len(name) <= 1 or (len(name) <= 4 and name.endswith(_TITLES)):
        return name
    return name[0] + ("*" * (len(name) - 1) if len(name) <= 3 else "***")
