import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from pinzhang.portals.ui.refusals import refused


class CannotSubmit(Exception):
    def __init__(self, *reasons: str) -> None:
        super().__init__("、".join(reasons))
        self.reasons = reasons


def ask(**headers):
    request = RequestFactory().post("/submit", headers=headers)
    request.user = AnonymousUser()
    return request


def test_a_refusal_says_what_happened_what_was_not_lost_and_what_to_do():
    response = refused(
        ask(),
        CannotSubmit("不在申报期内", "附件还没有传完"),
        title="没有提交成功",
        kept="您填写的内容仍保存为草稿。",
        next_url="/applications/7",
        next_label="回到草稿",
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "<h1>没有提交成功</h1>" in page
    assert "<li>不在申报期内</li><li>附件还没有传完</li>" in page
    assert "<p>您填写的内容仍保存为草稿。</p>" in page
    assert '<a class="btn btn-primary" href="/applications/7">回到草稿</a>' in page


@pytest.mark.parametrize(
    ("referer", "href"),
    [
        ("http://testserver/applications/7", "http://testserver/applications/7"),
        ("https://elsewhere.test/", "/"),
        ("", "/"),
    ],
)
def test_without_a_next_step_one_goes_back_within_this_site(referer, href):
    page = refused(ask(referer=referer), "不在申报期内").content.decode()

    assert "<h1>没有办成</h1>" in page
    assert "什么都没有改变，您填写的内容还在。" in page
    assert f'<a class="btn btn-primary" href="{href}">返回上一页</a>' in page


def test_what_a_refusal_says_is_text_and_not_markup():
    assert "<script>" not in refused(ask(), "<script>").content.decode()
