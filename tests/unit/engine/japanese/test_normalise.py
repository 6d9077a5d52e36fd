import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuinowa.engine.japanese.grams import grams, overlap, query_grams
from yuinowa.engine.japanese.normalise import find_spans, is_kana, normalise, with_offsets, words_of

TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from("ｶﾞﾊﾟヶケー−-学校がガ﨑髙𠮷葛\U000e0100　 Ａａ㌔①")), max_size=40
)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("ﾐｼﾝ", "みしん"),
        ("ミシン", "みしん"),
        ("ＰＣ　教室", "pc 教室"),
        ("髙橋", "高橋"),
        ("𠮷田", "吉田"),
        ("山﨑", "山崎"),
        ("渡邊と渡邉", "渡辺と渡辺"),
        ("内鄕", "内郷"),
        ("葛\U000e0100城", "葛城"),
        ("旭ヶ丘", "旭が丘"),
        ("旭ケ丘", "旭が丘"),
        ("サ−カ―", "さーかー"),
        ("２０２６‐４", "2026-4"),
        ("  前 \n 後\u200b ", "前 後"),
        ("神", "神"),
    ],
)
def test_spellings_meet(written, same):
    assert normalise(written) == same


@pytest.mark.parametrize("text", ["ケーキ", "三ヶ月"])
def test_ga_is_read_only_between_kanji(text):
    assert normalise(text) == {"ケーキ": "けーき", "三ヶ月": "三が月"}[text]


@given(TEXTS)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS)
def test_offsets_point_into_the_original(text):
    folded, places = with_offsets(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


def test_a_word_is_found_as_it_was_written():
    text = "﨑山さんのﾐｼﾝ教室（葛\U000e0100城）"
    assert [text[start:end] for start, end in find_spans(text, words_of("ミシン 崎山 葛城"))] == ["﨑山", "ﾐｼﾝ", "葛\U000e0100城"]


def test_overlapping_finds_are_joined():
    assert find_spans("剣道部", ["剣道", "道部", ""]) == [(0, 3)]


def test_words_of_a_query():
    assert words_of("  剣道　ﾐｼﾝ 剣道 ") == ["剣道", "みしん"]
    assert words_of(" \u3000") == []


def test_grams_hold_singles_and_pairs_but_never_cross_a_space():
    assert grams("剣道 クラブ") == ["く", "くら", "ぶ", "ら", "らぶ", "剣", "剣道", "道"]
    assert grams("") == []


@given(TEXTS, st.integers(0, 20), st.integers(1, 8))
def test_every_part_of_a_text_finds_its_grams(text, start, length):
    normal = normalise(text)
    part = normal[start : start + length].strip()
    assert set(query_grams(part)) <= set(grams(normal))


def test_overlap_of_pairs():
    assert overlap("天体観測", "天体望遠鏡") == pytest.approx(2 / 7)
    assert overlap("ミシン", "裁縫") == 0
    assert overlap("", "裁縫") == 0


@pytest.mark.parametrize(
    ("text", "expected"), [("ゆいの はなこ", True), ("ユイノ・ﾊﾅｺ", True), ("結野花子", False), ("", False), ("yui", False)]
)
def test_readings_are_kana(text, expected):
    assert is_kana(text) is expected
