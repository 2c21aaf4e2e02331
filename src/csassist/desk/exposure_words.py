"""What is said to an agent, and to nobody else, about a hard day: warm, short, no advice from above. Pure."""

from __future__ import annotations

from hashlib import sha256

from csassist.insight.exposure import Exposure

LANGUAGES = ("zh-CN", "zh-TW", "en")
_COOL_OFF = {
    "zh-CN": (
        "刚才那段对话不轻松，能接住它已经很不容易了。松一松肩膀，慢慢呼吸三次，再看下一位也不迟。",
        "难的一段过去了。对方的火气是冲着事情来的，不是冲着你。喝口水，缓一缓。",
        "辛苦了。刚才的话不用带到下一个会话里，抬头看看远处，停十秒再继续。",
    ),
    "zh-TW": (
        "剛才那段對話不輕鬆，能接住它已經很不容易了。鬆一鬆肩膀，慢慢呼吸三次，再看下一位也不遲。",
        "難的一段過去了。對方的火氣是衝著事情來的，不是衝著你。喝口水，緩一緩。",
        "辛苦了。剛才的話不用帶到下一個對話裡，抬頭看看遠處，停十秒再繼續。",
    ),
    "en": (
        "That was a hard one, and you held it together. Drop your shoulders, take three slow breaths; nothing is lost.",
        "The rough part is over. The anger was about the problem, not about you. Have some water, take a moment.",
        "Well carried. Nothing of it has to come along into the next chat: look out of the window, count to ten.",
    ),
}
_BREAK = {
    "zh-CN": "最近一小时里有{lately:.0f}分钟都在应对激动的客户，换谁都会累。方便的话，跟组长说一声，歇上几分钟。",
    "zh-TW": "最近一小時裡有{lately:.0f}分鐘都在應對激動的客戶，換誰都會累。方便的話，跟組長說一聲，歇上幾分鐘。",
    "en": "{lately:.0f} minutes of the last hour went to upset customers; that tires anybody. If you can, tell your "
    "team lead and take a few minutes off.",
}
_MANY = {
    "zh-CN": "最近一小时接连遇到了好几段激烈的会话，换谁都会累。方便的话，跟组长说一声，歇上几分钟。",
    "zh-TW": "最近一小時接連遇到了好幾段激烈的對話，換誰都會累。方便的話，跟組長說一聲，歇上幾分鐘。",
    "en": "Several heated chats in a row within the last hour; that tires anybody. If you can, tell your team lead and "
    "take a few minutes off.",
}
_DAY = {
    "zh-CN": "今天有{count}段激烈的会话，共{minutes:.0f}分钟。这里的数字只有你自己看得到。",
    "zh-TW": "今天有{count}段激烈的對話，共{minutes:.0f}分鐘。這裡的數字只有你自己看得到。",
    "en": "Heated chats today: {count}, {minutes:.0f} minutes in all. Only you can see this.",
}
_NONE = {
    "zh-CN": "今天还没有遇到激烈的会话。这里的数字只有你自己看得到。",
    "zh-TW": "今天還沒有遇到激烈的對話。這裡的數字只有你自己看得到。",
    "en": "No heated chats today so far. Only you can see this.",
}


def exposure_text(one: Exposure, language: str = "zh-CN") -> str:
    """One or two sentences about the day."""
    if one.break_advised:
        words = _BREAK if one.lately_minutes >= 5 else _MANY
        return words[language].format(lately=one.lately_minutes)
    if one.red_conversations == 0:
        return _NONE[language]
    return _DAY[language].format(count=one.red_conversations, minutes=max(1.0, one.red_minutes))


def cool_off_text(conversation_id: str, language: str = "zh-CN") -> str:
    """A word after a red conversation: the same one as long as it stands, not the same after every conversation."""
    texts = _COOL_OFF[language]
    return texts[sha256(conversation_id.encode("utf-8", "replace")).digest()[0] % len(texts)]
