"""What must be masked, what must stay readable: own cases both ways, made numbers, odd ways of typing them."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.privacy.mask import find, mask, mask_name
from csassist.privacy.numbers import luhn

SEED = 20261122


def mobiles(chance: random.Random) -> str:
    return "1" + chance.choice("3456789") + "".join(chance.choices("0123456789", k=9))


def identities(chance: random.Random) -> str:
    region = chance.choice(["110105", "310115", "440304", "330106", "510107", "420111", "320583", "650102", "810000"])
    day = f"{chance.randint(1950, 2012)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = region + day + f"{chance.randint(0, 999):03}"
    total = sum(w * int(d) for w, d in zip((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    return body + "10X98765432"[total % 11]


def cards(chance: random.Random) -> str:
    start, length = chance.choice(
        [("62", 16), ("62", 19), ("62", 18), ("4", 16), ("52", 16), ("9558", 19), ("356", 16)]
    )
    body = start + "".join(chance.choices("0123456789", k=length - 1 - len(start)))
    return next(body + last for last in "0123456789" if luhn(body + last))


def spaced(number: str, by: str, groups: tuple[int, ...]) -> str:
    pieces, done = [], 0
    for size in groups:
        pieces.append(number[done : done + size])
        done += size
    return by.join([*pieces, number[done:]] if done < len(number) else pieces)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
RINGED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")

ROUND_MOBILE = [
    "我手机{}",
    "{}",
    "电话：{}，到了打给我",
    "打{}这个号",
    "联系{}谢谢",
    "收件人王芳 {}",
    "我的号码是{}你记一下",
    "换成{}这个手机",
    "tel:{}",
    "麻烦客服回电{}！！！",
    "手机号{}没收到短信",
    "让快递员打我{}",
    "快递员说打不通{}",
    "注册手机号是{}",
    "微信同号{}",
    "我老公的电话{}你们打他",
    "备用：{}",
    "（{}）",
    "下单留的{}",
    "尾号不是这个是{}",
]
ROUND_ID = [
    "身份证{}",
    "{}",
    "我身份证号是{}",
    "清关要的证件号码：{}",
    "实名信息{}麻烦登记",
    "号码{}姓名李娜",
    "证号{}。",
    "海外购要身份证{}对吧",
    "我的是{}",
    "帮我改成{}，谢谢",
]
ROUND_CARD = [
    "卡号{}",
    "{}",
    "退到我的银行卡{}",
    "工行{}",
    "打到{}这张卡",
    "我的储蓄卡是{}",
    "转账到{}",
    "招行 {} 户名李娜",
    "信用卡{}",
    "退款账号：{}",
]
TYPED = {
    "plain": lambda n, groups: n,
    "spaces": lambda n, groups: spaced(n, " ", groups),
    "dashes": lambda n, groups: spaced(n, "-", groups),
    "dots": lambda n, groups: spaced(n, ".", groups),
    "wide": lambda n, groups: n.translate(WIDE),
    "ringed": lambda n, groups: n.translate(RINGED),
    "spoken": lambda n, groups: n.translate(SPOKEN),
    "unseen": lambda n, groups: n[:4] + "\u200b" + n[4:],
}


def share_masked(rounds: list[str], make, groups: tuple[int, ...], kind: str) -> float:
    chance = random.Random(SEED)
    asked = masked = 0
    for frame in rounds:
        for typed in TYPED.values():
            for _ in range(3):
                text = frame.format(typed(make(chance), groups))
                asked += 1
                masked += any(found.kind == kind for found in find(text))
    assert asked >= 100
    return masked / asked


def test_mobiles_are_masked() -> None:
    assert share_masked(ROUND_MOBILE, mobiles, (3, 4, 4), "mobile") >= 0.99


def test_identity_cards_are_masked() -> None:
    assert share_masked(ROUND_ID, identities, (6, 4, 4), "id") >= 0.99


def test_bank_cards_are_masked() -> None:
    assert share_masked(ROUND_CARD, cards, (4, 4, 4, 4), "card") >= 0.97


PLACES = [
    "杭州市西湖区文三路478号3幢602室",
    "浙江省宁波市鄞州区天童南路700号荣安大厦12楼",
    "上海市浦东新区世纪大道1196号二号楼15层",
    "北京市海淀区中关村南大街27号院5号楼2单元301",
    "广东省深圳市南山区科苑路15号A栋1201",
    "成都市武侯区人民南路四段19号",
    "江苏省苏州市昆山市花桥镇绿地大道231弄8号",
    "重庆市渝北区龙溪街道红锦大道86号",
    "武汉市洪山区珞喻路1037号华中大学韵苑6栋405",
    "天津市南开区卫津路94号",
    "陕西省西安市雁塔区小寨东路1号",
    "湖南省长沙市岳麓区麓山南路932号",
    "福建省厦门市思明区软件园二期望海路55号",
    "山东省青岛市市南区香港中路10号颐和国际A座2301",
    "河南省郑州市金水区花园路39号",
    "辽宁省大连市甘井子区凌工路2号",
    "云南省昆明市五华区翠湖北路2号",
    "贵州省贵阳市花溪区甲秀南路59号",
    "广西南宁市青秀区民族大道100号",
    "海南省海口市美兰区人民大道58号",
    "新疆乌鲁木齐市天山区胜利路666号",
    "内蒙古呼和浩特市赛罕区大学西街235号",
    "河北省石家庄市裕华区南二环东路20号",
    "安徽省合肥市蜀山区长江西路130号6栋2单元",
    "江西省南昌市红谷滩区学府大道999号",
    "黑龙江省哈尔滨市南岗区西大直街92号",
    "义乌市北苑街道雪峰西路968号",
    "东莞市长安镇振安中路12号厂房3楼",
    "佛山市顺德区大良街道凤翔路41号",
    "温州市瓯海区茶山镇高教园区3号楼",
    "幸福花园3栋2单元501",
    "阳光小区12号楼4单元202室",
    "锦绣家园二期5栋1003",
    "保利花园7座1802室",
    "万科城市花园9栋3单元601",
]
ROUND_PLACE = ["寄到{}", "收货地址{}", "地址改成{}可以吗", "我住{}", "{}，能送上楼吗", "麻烦发到{} 谢谢"]


def test_addresses_are_masked() -> None:
    texts = [frame.format(place) for frame in ROUND_PLACE for place in PLACES]
    assert len(texts) >= 200
    missed = [text for text in texts if not any(found.kind == "address" for found in find(text))]
    assert len(missed) / len(texts) <= 0.10, missed


def test_a_masked_address_keeps_its_city_and_loses_its_house() -> None:
    left = [mask(f"寄到{place}") for place in PLACES]
    assert [text for text in left if any(char.isdigit() for char in text)] == []
    assert mask("寄到浙江省杭州市西湖区文三路478号3幢602室") == "寄到浙江省杭州市西湖区****"


def order_numbers(chance: random.Random) -> str:
    kind = chance.randrange(8)
    digits = "0123456789"
    if kind == 0:  # marketplace orders of 18 and 19 digits begin with a serial
        return chance.choice("1234") + "".join(chance.choices(digits, k=chance.choice([17, 18])))
    if kind == 1:  # 15 and 16
        return chance.choice("123789") + "".join(chance.choices(digits, k=chance.choice([14, 15])))
    if kind == 2:  # with a day in front
        return f"2026{chance.randint(1, 12):02}{chance.randint(1, 28):02}" + "".join(chance.choices(digits, k=10))
    if kind == 3:
        return chance.choice(["SF", "YT", "JD", "JDVA", "ZTO", "JT"]) + "".join(chance.choices(digits, k=13))
    if kind == 4:  # parcels of digits only
        return chance.choice(["75", "77", "73", "43", "98"]) + "".join(
            chance.choices(digits, k=chance.choice([11, 12, 13]))
        )
    if kind == 5:
        return "".join(chance.choices(digits, k=12))
    if kind == 6:
        return f"{chance.randint(1, 99)}-{chance.randint(10**8, 10**9)}-{chance.randint(10**6, 10**7)}"
    return "".join(chance.choices(digits, k=chance.choice([8, 9, 10])))


ROUND_ORDER = [
    "订单号{}",
    "订单编号：{}",
    "我的订单{}怎么还没发",
    "单号{}查一下",
    "运单号 {}",
    "快递单号是{}",
    "{}",
    "物流{}不动了",
    "{}这个单",
    "订单 {} 退款到哪了",
    "查{}",
    "包裹{}显示签收",
]


def test_orders_and_parcels_stay_readable() -> None:
    chance = random.Random(SEED)
    texts = [frame.format(order_numbers(chance)) for frame in ROUND_ORDER for _ in range(100)]
    hidden = [text for text in texts if mask(text) != text]
    assert len(hidden) / len(texts) <= 0.02, hidden


READABLE = [
    "订单5号发货，在路上3天了",
    "我叫你们经理来",
    "3号楼驿站到了吗",
    "满300减50怎么没减",
    "尺码170/92A能穿吗",
    "2026-11-22 10:00:00下的单",
    "199元两件3期免息",
    "江苏的快递停发了吗",
    "上海市区当天能到吗",
    "双11买的12月1日还没到",
    "95%棉5%氨纶",
    "12345热线我也会打",
    "400-820-8820是你们电话吗",
    "微信支付怎么退",
    "加我一个优惠券",
    "QQ音乐会员到账了吗",
    "V领的有吗",
    "vx是什么意思",
    "商品编码1000123456789",
    "条码6901234567892",
    "批号20251103",
    "我住的地方没有驿站",
    "地址能改吗",
    "地址填错了怎么办",
    "三件8折是不是",
    "一二三四五六七八九十",
    "六六六六六六",
    "十一点半之前能发吗",
    "A4纸70g的500张",
    "5G手机128G",
    "iPhone15 Pro Max 256G",
    "京东A店比你便宜",
    "苏泊尔的锅还有吗",
    "川A是哪里",
    "路由器WiFi6",
    "南京路店的货一样吗",
    "货到付款可以吗",
    "一个小区都收到了就我没有",
    "在超市门口等了两个小时",
    "客服8号说今天发",
    "5楼没电梯能送吗",
    "区别在哪里",
    "市场价多少",
    "身份证要寄给你们吗",
    "银行卡退款几天到",
    "手机号能换吗",
    "电话打不通",
    "我姓王",
    "我叫了三次了",
    "姓名和电话都对",
    "联系人写错了",
    "收件人拒收了",
    "1.5米乘2米的床",
    "220V 50Hz 1800W",
    "10000毫安",
    "单价12.50×3=37.50",
    "17:30-18:00送来",
    "0点抢的",
    "等了72小时！！！",
    "第3次了",
    "扣了我200积分",
    "只要13块8毛",
    "150斤穿几码",
    "身高175体重140",
    "36码偏小吗",
    "2个装和6个装",
    "下午2点到5点",
    "买3送1",
    "5折券",
    "11.11",
    "618买的",
    "2025款还是2026款",
    "型号KFR-35GW",
    "s***@qq.com",
    "138****5678",
    "****1234",
    "快递单号：SF1234567890123",
    "我要投诉到12315",
    "打了110",
    "退货地址发一下",
    "你们公司在哪个城市",
    "新疆包邮吗",
    "内蒙古要几天",
    "送到门口了吗",
    "家里没人放门卫",
    "小区门口的柜子",
    "楼下快递柜取件码8-3-2046",
    "取件码123456",
    "验证码是888888吗",
    "第二件半价",
    "版本3.14.1",
    "满意度打5分",
    "会员等级V5",
    "vip用户优先吗",
    "5号线坏了",
    "1月1号到期",
    "二十四小时没人理",
    "百分之五十退",
    "七天无理由",
    "一百二十块",
    "开发票税号没填",
    "型号6003",
    "64GB够用吗",
]


def test_ordinary_talk_stays_as_it_is() -> None:
    assert len(READABLE) >= 100
    assert [(text, mask(text)) for text in READABLE if mask(text) != text] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机13800138000", "手机138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("身份证110105194912310025", "身份证1****************5"),
        ("身份证：11010519491231002X", "身份证：1****************X"),
        ("老身份证110105491231002", "老身份证1*************2"),
        ("打到6222021234567890128", "打到****0128"),
        ("邮箱li.na-88@163.com谢谢", "邮箱l***@163.com谢谢"),
        ("加我微信lina_1990", "加我微信li****"),
        ("VX: abc-12345哈", "VX: ab****哈"),
        ("v：sunny2020", "v：su****"),
        ("QQ 123456789", "QQ 12****"),
        ("扣扣号是 88888888", "扣扣号是 88****"),
        ("车牌沪A12345", "车牌沪A*****"),
        ("粤B·D12345开进来", "粤B*****开进来"),
        ("收货人：欧阳娜娜 电话13912345678", "收货人：欧*** 电话139****5678"),
        ("姓名李娜", "姓名李*"),
        ("座机021-62345678", "座机021****5678"),
        ("护照E12345678", "护照E*******8"),
        ("13800138000和13900139000", "138****8000和139****9000"),
    ],
)
def test_enough_stays_to_tell_two_apart(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张女士", "张女士"),
        ("李娜", "李*"),
        ("欧阳娜娜", "欧***"),
        ("", ""),
        ("sunny_88", "s***"),
        ("13800138000", "138****8000"),
        ("王", "王"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [*READABLE, *PLACES, "13800138000", "110105194912310025", "6222021234567890128", "微信lina_1990", "a@b.cn"]
        ),
        st.text(max_size=12),
    ),
    max_size=6,
)


@given(PIECES)
def test_masking_twice_is_masking_once_and_spans_are_in_order(pieces: list[str]) -> None:
    text = "，".join(pieces)
    once = mask(text)
    assert mask(once) == once
    done = 0
    for found in find(text):
        assert done <= found.start < found.end <= len(text)
        done = found.end


def test_a_long_message_takes_no_long_time() -> None:
    for text in (
        "1" * 8000,
        "一" * 8000,
        "路" * 8000,
        "北京市" * 2600,
        "1 " * 4000,
        "a路1号 " * 1500,
        "花园路" * 2600,
        "1号" * 4000,
        "路1" * 4000,
        "寄到" * 4000,
        "微" * 8000,
        "a" * 8000,
        "a." * 4000,
        "江苏" * 4000,
        "a@" * 4000,
        "微信" * 4000,
        "A1号" * 2600,
    ):
        began = time.process_time()
        mask(text)
        assert time.process_time() - began < 1.0, text[:6]


NUMBERS = [("13912345678", "mobile"), ("11010519491231002X", "id"), ("6222021234567890128", "card")]
BETWEEN = ["", "", "", " ", "-", ".", "\u200b", "\ufeff", "\u200d"]


@given(st.sampled_from(NUMBERS), st.data())
def test_no_way_of_typing_a_number_brings_it_through(number: tuple[str, str], data: st.DataObject) -> None:
    digits, kind = number
    ways = [WIDE, RINGED, SPOKEN, {}]
    alike = data.draw(st.sampled_from(ways))
    typed = "".join(char.translate(alike) + data.draw(st.sampled_from(BETWEEN)) for char in digits)
    before = data.draw(
        st.sampled_from(["卡号", "我的银行卡", "退到卡"] if kind == "card" else ["", "我的", "是", "记一下："])
    )
    text = f"{before}{typed}，谢谢"
    (found,) = find(text)
    assert found.kind == kind
    assert text[found.start : found.end].startswith(typed[0])
    assert found.end >= len(before) + len(typed.rstrip(" -.\u200b\ufeff\u200d"))
    assert mask(mask(text)) == mask(text)
