"""Words that no script may say: absolute promises and what the advertising law forbids (广告法第九条: 国家级、最高级、
最佳 and their like). Plain uses of the same characters (第一时间, 最好先, 100%棉) are let through.
"""

from __future__ import annotations

import re

_NEGATED = re.compile(r"(不|没|没有|无法|不敢|不能|难以|未必|别|不会)[^，。！？,.!?]{0,2}$")
_FORBIDDEN = re.compile(
    "|".join(
        (
            r"国家级|世界级|全球级|宇宙级|最高级|最顶级|顶级|顶尖|极品|极致|史上最|史无前例|前无古人|独一无二|绝无仅有",
            r"最(?:佳|优(?!惠券)|低价|便宜|实惠|划算|先进|安全|强|大牌|流行|受欢迎|畅销|高档|新科技|权威|专业)",
            r"最好(?=的|用|吃|看|喝|穿|玩|卖|[，。！!,.]|$)",
            r"(?:全网|全国|全球|行业|类目|销量|口碑|品质|质量|国内|世界)(?:第一|领先|首选|最低|最高|no\.?1)",
            r"第一(?:品牌|名牌|选择)|no\.?\s?1|top\s?1(?!\d)|冠军|销冠|唯一(?!码|标识|编号|编码)|首选(?!项)|王牌|金牌",
            r"100\s?[%％](?!\s?(?:的?)(?:纯?棉|羊毛|桑蚕丝|蚕丝|亚麻|涤纶|聚酯|真丝|羊绒|天丝|莱赛尔|锦纶|粘纤|果汁|电量))",
            r"百分(?:之)?百|绝对|万无一失|万能|永久|永远|永不|永无|零风险|零瑕疵|无任何副作用|无副作用|根治|包治|特效",
            r"立刻见效|立即见效|无条件退|随便退|终身(?:免费|包换|保修)|包(?:过|赚|瘦|白)",
            r"肯定(?:没问题|不会|不再|能|可以|会|到|给|帮|让|好|退|赔|解决|满意)|必定|铁定|包(?:您|你)(?=满意|喜欢|好|过|退)",
            r"一定(?:没问题|没事|不会|不再|能|可以|会|给|帮|让|替|为|按|到|办|解决|准时|尽快|及时|满意|退|赔|送|发|好|包)",
            r"保证(?!金|书|期|人|函|值)|我打包票|我发誓|拍胸脯",
        )
    ),
    re.IGNORECASE,
)
_DEAR = re.compile(r"亲亲|亲爱的|(?<![父母双至])亲(?=[，,~～！!。、？?\s]|$)")


def forbidden(text: str) -> tuple[str, ...]:
    """Words of `text` that no script may say, in order; a word under a negation (没法保证…) is fine."""
    return tuple(hit[0] for hit in _FORBIDDEN.finditer(text) if not _NEGATED.search(text[: hit.start()]))


def dear_spam(text: str) -> bool:
    """True for 亲亲, or for calling the customer 亲 more than once."""
    hits = _DEAR.findall(text)
    return len(hits) > 1 or "亲亲" in hits
