"""Which rows belong to the municipality: by prefecture and the start of the address, never by a part of a name."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from yuinowa.organisations.importing.tables import squeeze

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()

# A municipality may have 市, 区, 町, 村 or 郡 inside its own name; these are all that a plain pattern would cut short.
_INNER = (
    "四日市市|廿日市市|野々市市|八日市市|余市町|市川三郷町|下市町|上市町|高市郡|市貝町|十日町市|大町市|町田市|"
    "東村山市|武蔵村山市|村上市|村山市|羽村市|田村市|大村市|玉村町|郡山市|郡上市|大和郡山市|蒲郡市|小郡市|市原市|市川市|大町町"
)
_DISTRICT = r"[^市区町村]{1,4}?郡|田村郡|高市郡|余市郡|村山郡|東村山郡|西村山郡|北村山郡|佐波郡|杵島郡"
_FIRST = re.compile(rf"(?:{_DISTRICT})?(?:{_INNER}|[^市区町村]{{1,7}}?[市区町村])")


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: its name without prefecture, the two digits of the prefecture and the six-digit code."""

    name: str
    prefecture: str
    code: str = ""

    def holds(self, prefecture: str, address: str) -> bool | None:
        """None when the row does not say where it is."""
        if prefecture and prefecture != self.prefecture:
            return False
        rest, stated = without_prefecture(address)
        if not rest:
            return None
        if stated and stated != self.prefecture:
            return False
        return re.match(self._pattern(), rest) is not None

    def _pattern(self) -> str:
        # Only towns and villages are written with their 郡, and not in every list.
        district = rf"(?:{_DISTRICT})?" if self.name.endswith(("町", "村")) else ""
        return district + re.escape(self.name)


def without_prefecture(address: str) -> tuple[str, str]:
    """The address after the prefecture, and the prefecture's two digits ("" when the address lacks it)."""
    address = squeeze(address)
    for number, name in enumerate(PREFECTURES, start=1):
        if address.startswith(name):
            return address.removeprefix(name), f"{number:02}"
    return address, ""


def first_municipality(address: str) -> str:
    """The municipality an address starts with, 郡 removed; "" when there is none."""
    found = _FIRST.match(without_prefecture(address)[0])
    return re.sub(rf"^(?:{_DISTRICT})(?=.+[町村]$)", "", found[0]) if found else ""


def named(code: str, schools: Iterable[tuple[str, str]]) -> Place | None:
    """The municipality with this code, told from public schools (code, address), whose codes repeat its three digits.

    Some prefectures number their schools in another way: then there is no answer, and the name must be given.
    """
    start = f"{code[:2]}2{code[2:5]}"
    names = Counter(first_municipality(address) for school, address in schools if school[2:8] == start)
    if not names:
        return None
    name, times = names.most_common(1)[0]
    return Place(name, code[:2], code) if name and times * 5 >= names.total() * 4 else None
