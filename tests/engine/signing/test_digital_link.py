from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.answers import BadGtin, BadLink, NotAMark
from pinzhang.engine.signing.digital_link import build_link, check_digit, gtin14, parse_link

BASE = "https://mark.example.cn"
GS1_SET = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
VALUES = st.text(GS1_SET, min_size=1, max_size=20).filter(lambda value: value not in {".", ".."})
NUMBERS = st.from_regex(r"[A-Z]{2,8}[0-9]{4}-[0-9]{4}", fullmatch=True)
GTINS = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length).map(lambda body: body + check_digit(body))
)


@pytest.mark.parametrize("gtin", ["09506000134352", "09521234543213"])
def test_published_gtins_are_accepted(gtin):
    assert gtin14(gtin) == gtin


@pytest.mark.parametrize(("text", "padded"), [("96385074", "00000096385074"), ("6901234567892", "06901234567892")])
def test_a_shorter_gtin_is_padded_to_fourteen_digits(text, padded):
    assert gtin14(text) == padded


@pytest.mark.parametrize(
    "text", ["", "0", "6901234567893", "69012345678920", "690123456789", "６901234567892", "abcdefgh"]
)
def test_a_gtin_of_wrong_length_or_check_digit_is_refused(text):
    with pytest.raises(BadGtin):
        gtin14(text)


@given(GTINS, st.data())
def test_one_wrong_digit_never_passes_the_check(gtin, data):
    place = data.draw(st.integers(0, len(gtin) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != gtin[place]))

    with pytest.raises(BadGtin):
        gtin14(gtin[:place] + wrong + gtin[place + 1 :])


@pytest.mark.parametrize(
    ("url", "gtin", "lot", "serial"),
    [
        ("https://id.gs1.org/01/09521234543213/10/ABC123/21/12345", "09521234543213", "ABC123", "12345"),
        ("https://id.odal-node.io/01/09506000134352/21/ABC123", "09506000134352", None, "ABC123"),
    ],
)
def test_published_links_are_read_and_built_again(url, gtin, lot, serial):
    link = parse_link(url)

    assert (link.gtin, link.lot, link.serial) == (gtin, lot, serial)
    assert link.url() == url


@given(
    gtin=GTINS,
    variant=st.none() | VALUES,
    lot=st.none() | VALUES,
    serial=st.none() | VALUES,
    attributes=st.dictionaries(
        st.sampled_from(["3103", "99", "240"]), st.text(GS1_SET, min_size=1, max_size=30), max_size=3
    ),
    base=st.sampled_from([BASE, BASE + ":8443", BASE + "/some/path", "http://localhost:8000"]),
)
def test_a_built_link_is_read_back_as_it_was(gtin, variant, lot, serial, attributes, base):
    link = build_link(base, gtin=gtin, variant=variant, lot=lot, serial=serial, attributes=attributes)

    assert parse_link(link.url()) == link
    assert link.gtin == gtin.zfill(14)


@given(number=NUMBERS, serial=st.none() | VALUES)
def test_a_mark_without_a_gtin_lives_under_its_number(number, serial):
    link = build_link(BASE, number=number, serial=serial)

    assert parse_link(link.url()) == link
    assert link.path.startswith(f"/m/{number}")


@given(st.text(max_size=60) | st.text("/:?#=%01amM.@[]", max_size=40).map(lambda tail: BASE + tail))
def test_any_text_is_read_or_refused_by_name(text):
    with suppress(NotAMark, BadGtin, BadLink):
        link = parse_link(text)
        assert parse_link(link.url()) == link


def test_reserved_characters_are_percent_encoded():
    assert build_link(BASE, gtin="6901234567892", lot="A/B?C%").path == "/01/06901234567892/10/A%2FB%3FC%25"


def test_keys_and_attributes_are_written_in_the_prescribed_order():
    link = build_link(
        BASE, gtin="6901234567892", serial="1", lot="L", variant="2A", attributes={"17": "280509", "11": "250510"}
    )

    assert link.url() == f"{BASE}/01/06901234567892/22/2A/10/L/21/1?11=250510&17=280509"


@pytest.mark.parametrize(
    "text",
    [
        "HTTPS://MARK.EXAMPLE.CN/01/06901234567892/21/a",
        "https://Mark.Example.cn:443/01/6901234567892/21/a",
        "hTTps://mark.example.cn/01/06901234567892/21/a/",
        "https://mark.example.cn/01/06901234567892/21/%61",
        "https://mark.example.cn/01/06901234567892/21/a?utm_source=label&linkType=all",
    ],
)
def test_case_padding_port_slash_and_encoding_do_not_change_what_a_link_means(text):
    assert parse_link(text).url() == "https://mark.example.cn/01/06901234567892/21/a"


def test_a_serial_keeps_its_case_and_a_mark_number_does_not():
    assert parse_link(BASE + "/01/06901234567892/21/aB").serial == "aB"
    assert parse_link(BASE + "/M/qy2025-0417").number == "QY2025-0417"


def test_the_default_port_belongs_to_no_host_name():
    assert parse_link("https://mark.example.cn:443/m/QY1").host == "mark.example.cn"
    assert parse_link("http://mark.example.cn:443/m/QY1").host == "mark.example.cn:443"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WIFI:S:office;T:WPA;P:secret;;",
        "HC1:NCFOXN",
        "weixin://dl/business",
        "javascript:alert(1)",
        "https://mark.example.cn",
        "https://mark.example.cn/",
        "https://mark.example.cn/01",
        "https://mark.example.cn/2024/01/15/news",
        "https://mark.example.cn/414/9521321000010",
    ],
)
def test_another_schemes_text_is_no_mark(text):
    with pytest.raises(NotAMark):
        parse_link(text)


@pytest.mark.parametrize("gtin", ["06901234567893", "690123456789", "6901234567", "069012345678920"])
def test_a_link_with_a_wrong_gtin_is_refused(gtin):
    with pytest.raises(BadGtin):
        parse_link(f"{BASE}/01/{gtin}")


@pytest.mark.parametrize(
    "tail",
    [
        "/01/06901234567892/21/1/10/L",  # order
        "/01/06901234567892/21/1/21/2",  # repeated
        "/01/06901234567892/21",  # no value
        "/01/06901234567892/21/",  # empty value
        "/01/06901234567892/99/x",  # not below a GTIN
        "/01/06901234567892/21/%ZZ",  # broken percent-encoding
        "/01/06901234567892/21/%FF",  # no UTF-8
        "/01/06901234567892/21/%E9%B2%8D",  # outside the GS1 set
        "/01/06901234567892/21/123456789012345678901",  # too long
        "/01/06901234567892/21/%2E%2E",  # a dot segment
        "/01/06901234567892?17=281305",  # no month 13
        "/01/06901234567892?17=280509&17=280510",  # repeated attribute
        "/01/06901234567892?10=",  # attribute without a value
        "/01/06901234567892?a=%FF",  # query that is no UTF-8
        "/01/06901234567892?" + "&".join(f"a{number}=1" for number in range(30)),
        "/01/06901234567892/21/a b",
        "/01/06901234567892/21/a\nb",
        "/01/06901234567892/21/" + "a" * 5000,
    ],
)
def test_a_link_that_breaks_the_syntax_is_refused(tail):
    with pytest.raises(BadLink):
        parse_link(BASE + tail)


@pytest.mark.parametrize("origin", ["https://", "https://[::1", "https://a:99999", "https://office@mark.example.cn"])
def test_a_link_without_a_plain_host_is_refused(origin):
    with pytest.raises(BadLink):
        parse_link(origin + "/m/QY1")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"gtin": "6901234567892", "number": "QY1"},
        {"number": "鲍鱼"},
        {"number": ""},
        {"number": "QY1", "serial": ""},
        {"number": "QY1", "attributes": {"seventeen": "280509"}},
    ],
)
def test_a_link_that_nobody_could_read_back_is_not_built(parts):
    with pytest.raises(BadLink):
        build_link(BASE, **parts)


@pytest.mark.parametrize("base", ["mark.example.cn", "ftp://mark.example.cn", BASE + "?a=1", BASE + "#a"])
def test_a_base_that_is_no_plain_web_address_is_refused(base):
    with pytest.raises(BadLink):
        build_link(base, number="QY1")
