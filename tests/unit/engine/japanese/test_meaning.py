import numpy as np
import pytest

from yuinowa.engine.japanese import vectors
from yuinowa.engine.japanese.meaning import Meaning, content_words

needs_vectors = pytest.mark.usefixtures("word_vectors")

# What a teacher asks for, and the skill of the talent bank that answers it. The weight of shared kanji was chosen on these.
SEEN = dict(
    pair.split()
    for pair in """ミシン 裁縫/剣道 武道/星 天体観測/習字 書道/料理 調理実習/田植え 農業体験/昔遊び けん玉/読み聞かせ 絵本
パソコン プログラミング/太鼓 和楽器/生け花 華道/花壇 園芸/英会話 外国語/防災 避難訓練/木工 大工/登山 ハイキング
戦争 平和学習/魚 漁業/川 水辺の生き物/そろばん 算数/お茶 茶道/工場 ものづくり/虫 昆虫/手話 福祉
歌 合唱/踊り ダンス/病院 看護師/縄跳び 体力づくり/新聞 記者/カメラ 写真""".replace("\n", "/").split("/")
)
# Written afterwards and never used to choose anything.
UNSEEN = dict(
    pair.split()
    for pair in """柔道 武術/ピアノ 伴奏/編み物 手芸/稲刈り 米づくり/化石 地層/方言 郷土史/銭湯 温泉/紙芝居 童話
野鳥 自然観察/着物 着付け/車いす バリアフリー/マット運動 体操/将棋 囲碁/消防署 救急/選挙 政治/税金 租税教室
映像 動画編集/電車 鉄道/パン 製菓/俳句 短歌/海 磯遊び/水泳 プール監視/陶芸 焼き物/落語 話芸""".replace("\n", "/").split("/")
)


@pytest.fixture(scope="module")
def meaning():
    return Meaning.at()


def hits(meaning, pairs, count):
    vocabulary = meaning.vocabulary(pairs.values())
    return sum(answer in [near.word for near in meaning.neighbours(asked, vocabulary, count)] for asked, answer in pairs.items())


@needs_vectors
def test_near_words_are_found_far_more_often_than_by_characters(meaning):
    by_characters = Meaning(None)
    table = {
        (name, count): (hits(meaning, pairs, count), hits(by_characters, pairs, count))
        for name, pairs in (("seen", SEEN), ("unseen", UNSEEN))
        for count in (1, 3)
    }
    print({key: f"{semantic} against {plain}" for key, (semantic, plain) in table.items()}, "of", len(SEEN), len(UNSEEN))
    assert table["seen", 1][0] >= 25 and table["seen", 3][0] >= 28
    assert table["unseen", 1][0] >= 21 and table["unseen", 3][0] >= 24
    assert all(plain <= 3 for _, plain in table.values())


@needs_vectors
def test_texts_that_mean_alike_are_nearer(meaning):
    need = "5年生の家庭科で、ミシンの使い方を見てくださる方をお願いします"
    sewing, stars = "洋裁を長く仕事にしてきました。裁縫が得意です", "天体望遠鏡で月や星を見る会を開いています"
    assert meaning.similarity(need, sewing) > meaning.similarity(need, stars) + 0.2
    assert meaning.similarity(need, need) == pytest.approx(1)


@needs_vectors
def test_unknown_words_fall_back_to_characters(meaning):
    assert meaning.vector("ｗｗｑｚ") is None
    assert meaning.similarity("ｗｗｑｚ", "ｗｗｑ") == pytest.approx(0.8)


@needs_vectors
def test_vectors_from_disk_equal_those_in_memory(tmp_path, meaning):
    first, second = Meaning.at(tmp_path), Meaning.at(tmp_path)
    assert isinstance(second._vectors.table, np.memmap)
    for word in ("ミシン", "天体観測"):
        assert first.vector(word).tolist() == second.vector(word).tolist() == meaning.vector(word).tolist()
    assert [path.name.split("-")[0] for path in tmp_path.iterdir()] == ["ja_ginza"]


@needs_vectors
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert Meaning.at(blocked).is_semantic


def test_without_the_package_characters_answer_and_it_says_so(monkeypatch):
    monkeypatch.setattr(vectors.importlib.util, "find_spec", lambda name: None)
    meaning = Meaning.at()
    assert not meaning.is_semantic
    vocabulary = meaning.vocabulary(["天体観測", "裁縫"])
    assert [near.word for near in meaning.neighbours("天体望遠鏡", vocabulary)] == ["天体観測"]
    assert meaning.neighbours("ミシン", vocabulary) == []
    with pytest.raises(ModuleNotFoundError):
        vectors.load()


def test_a_word_is_not_its_own_neighbour():
    meaning = Meaning(None)
    assert [near.word for near in meaning.neighbours("ﾐｼﾝ", meaning.vocabulary(["ミシン", "ミシン縫い"]))] == ["ミシン縫い"]


# From spaCy's documentation of its string store.
@pytest.mark.parametrize(("word", "key"), [("coffee", 3197928453018144401), ("apple", 8566208034543834098)])
def test_keys_are_those_of_spacy(word, key):
    assert vectors.word_key(word) == key


def test_only_words_with_meaning_count():
    assert [written for _, written in content_words("3年生にミシンの使い方を教えてくださる方")] == ["ミシン", "使い"]
