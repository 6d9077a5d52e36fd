"""One spelling for what people write in many: width, case, kana, 異体字, dashes and spaces."""

import re
import unicodedata
from collections.abc import Iterator

import jaconv

# Old and variant characters seen in names of people, schools and places; NFKC covers only the compatibility block.
_VARIANTS = (
    "﨑崎嵜崎髙高𠮷吉邊辺邉辺齋斉斎斉齊斉澤沢濱浜濵浜廣広櫻桜嶋島嶌島冨富國国圀国學学斈学眞真龍竜瀧滝桒桑栁柳槗橋惠恵德徳萬万榮栄圓円實実壽寿條条淺浅渕淵籠篭藪薮鷗鴎舘館曾曽會会關関當当靜静瀨瀬賴頼鄕郷鄉郷"
    "莊荘緣縁劍剣劔剣禮礼圖図體体臺台聲声繪絵藝芸鐵鉄與与彌弥藏蔵經経總総邨村埜野峯峰嶽岳來来凉涼穗穂敎教橫横黑黒黃黄步歩每毎淸清髮髪單単圍囲團団區区醫医參参號号嚴厳歸帰氣気澁渋濟済燒焼獨独畫画盡尽竝並續続"
    "縣県聽聴舊旧處処蟲虫觸触讀読變変讓譲豐豊貳弐辨弁遲遅鹽塩麥麦點点齒歯龜亀戶戸內内產産靑青增増寬寛晉晋晚晩曉暁晝昼樂楽樣様檢検歷歴溫温滿満狀状狹狭瑤瑶疊畳發発盜盗祿禄稻稲穰穣絲糸綠緑纖繊藥薬衞衛裝装覺覚"
    "觀観譽誉證証踐践轉転辭辞郞郎鄰隣釋釈銳鋭錢銭鎭鎮隨随險険雜雑靈霊顯顕驛駅驗験鬪闘鷄鶏默黙壯壮壹壱奧奥奬奨孃嬢寶宝將将專専屆届峽峡巖巌巢巣帶帯幷并廰庁廳庁彈弾從従應応恆恒悅悦懷懐戀恋戰戦拂払拔抜拜拝搖揺"
    "擇択據拠擧挙攝摂收収敍叙數数斷断"
)
_VARIANT_TABLE = {ord(old): new for old, new in zip(_VARIANTS[::2], _VARIANTS[1::2], strict=True)}

# Variation selectors, zero-width marks, direction marks and the soft hyphen carry no meaning for comparing.
_INVISIBLE = re.compile("[\u00ad\u180b-\u180d\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"[\s\u3000]+")
_KANA = "ぁ-ゖァ-ヺー"
_DASH_AFTER_KANA = re.compile(f"(?<=[{_KANA}])[-‐‑‒–—―−ｰ](?=[{_KANA}]|$)")
_OTHER_DASH = re.compile("[‐‑‒–—―−]")
# 旭ヶ丘, 旭ケ丘 and 旭が丘 are one place.
_GA_BETWEEN_KANJI = re.compile("(?<=[一-龯々])[ヶケ](?=[一-龯々]|$)")
# A base character with what belongs to it, so that each piece can be normalised by itself.
_PIECE = re.compile(".[\u3099\u309a\uff9e\uff9f\u0300-\u036f]*", re.DOTALL)


def normalise(text: str) -> str:
    """The spelling used for every comparison: NFKC, lower case, hiragana, common 異体字 folded, single spaces."""
    clean = _INVISIBLE.sub("", text)
    return _fold(_SPACES.sub(" ", unicodedata.normalize("NFKC", clean).lower())).strip()


def _fold(text: str) -> str:
    """The foldings that keep the number of characters."""
    text = _OTHER_DASH.sub("-", _DASH_AFTER_KANA.sub("ー", _GA_BETWEEN_KANJI.sub("が", text)))
    folded: str = jaconv.kata2hira(text.translate(_VARIANT_TABLE))
    return folded


def with_offsets(text: str) -> tuple[str, list[int]]:
    """The normalised text, not stripped, and for each of its characters (and its end) the place in the original text."""
    letters: list[str] = []
    places: list[int] = []
    for start, piece in _pieces(text):
        for letter in piece:
            if letter == " " and letters[-1:] == [" "]:
                continue
            letters.append(letter)
            places.append(start)
    return _fold("".join(letters)), [*places, len(text)]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    for found in _PIECE.finditer(text):
        piece = unicodedata.normalize("NFKC", _INVISIBLE.sub("", found.group())).lower()
        yield found.start(), _SPACES.sub(" ", piece)


def words_of(query: str) -> list[str]:
    """The words somebody typed, normalised, in order and once each."""
    return list(dict.fromkeys(normalise(query).split(" "))) if query.strip() else []


def find_spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where normalised words occur in a text as written: (start, end), ordered, overlaps joined."""
    folded, places = with_offsets(text)
    spans = sorted((places[found.start()], places[found.end()]) for word in words if word for found in re.finditer(re.escape(word), folded))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def is_kana(text: str) -> bool:
    """Whether a reading holds nothing but kana, 長音, 中黒 and spaces."""
    return bool(re.fullmatch(f"[{_KANA}・･\\s]+", unicodedata.normalize("NFKC", text)))
