"""A letter brings a translation where somebody who acts for its organisation reads English."""

import pytest
from django.test import Client
from django.urls import reverse

from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.services import prefer_language
from pinzhang.domain.review.services.feedback import send_feedback, send_result
from tests.domain.review.services.test_feedback import review
from tests.factories import make_user
from tests.factories.decisions import conferred_round
from tests.factories.review import NEXT_DAY, make_application_in_review

pytestmark = pytest.mark.django_db


def everybody_reads(language: str) -> None:
    for person in User.objects.all():
        prefer_language(user=person, language=language)


def test_feedback_is_translated_for_whoever_reads_english():
    application = make_application_in_review()
    review(application, "张评审", "60", people={"score": "20", "ground": "弱"})
    everybody_reads("en")

    letter = send_feedback(application=application, at=NEXT_DAY)

    english = letter.content["english"]
    assert english["heading"].startswith("Feedback on your application for ")
    assert "4.4.2 People: 20.0%" in english["paragraphs"]
    assert letter.file.size > 0


def test_a_letter_has_no_translation_where_nobody_reads_one():
    application = make_application_in_review()
    review(application, "张评审", "60")
    everybody_reads("zh-hans")

    assert "english" not in send_feedback(application=application, at=NEXT_DAY).content


def test_whoever_chooses_a_language_is_written_to_in_it_and_nothing_else_is_kept():
    person, browser = make_user(), Client()
    browser.force_login(person)

    for language, kept in (("en", "en"), ("tlh", "en"), ("zh-hans", "zh-hans")):
        browser.post(reverse("set_language"), {"language": language, "next": "/"})
        person.refresh_from_db()
        assert person.language == kept


def test_a_language_chosen_by_a_form_that_is_no_form_changes_nothing():
    person, browser = make_user(), Client()
    browser.force_login(person)

    browser.get(reverse("set_language"), {"language": "en"})

    person.refresh_from_db()
    assert person.language == ""


def test_a_result_is_translated_for_whoever_reads_english():
    round_, _officer = conferred_round(count=1)
    everybody_reads("en")

    letter = send_result(application=round_.applications.get(), at=NEXT_DAY)

    assert "was granted after review" in letter.content["english"]["paragraphs"][0]
