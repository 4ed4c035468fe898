from django.utils.translation import override

from pinzhang.engine.packs.schema.base import Words
from pinzhang.portals.ui.components.words import words


def test_a_pack_is_read_in_the_language_of_the_reader_and_in_chinese_where_english_is_missing():
    name = Words(zh="青岛优品", en="Qingdao Premium")

    assert words(name) == "青岛优品"
    with override("en"):
        assert words(name) == "Qingdao Premium"
        assert words(Words(zh="青岛优品")) == "青岛优品"


def test_words_stored_as_data_and_plain_texts_are_read_too():
    stored = {"zh": "青岛优品", "en": "Qingdao Premium"}

    assert words(stored) == "青岛优品"
    assert words({}) == ""
    assert words("区") == "区"
    assert words(None) == ""
    with override("en"):
        assert words(stored) == "Qingdao Premium"
        assert words({"zh": "青岛优品"}) == "青岛优品"
