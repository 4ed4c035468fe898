"""The guide that sets up an office is run as it is written."""

import re
import shlex

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.parties.models import Post
from tests.docs.reading import DOCS, blocks

GUIDE = DOCS / "howto" / "run-in-an-office.md"
PASSWORD = "a long enough phrase"
DONE = 0


@pytest.mark.django_db
def test_the_commands_of_the_guide_set_up_an_office_with_its_people():
    text = "\n".join(block.text for block in blocks(GUIDE))
    commands = re.findall(r"^pinzhang (office .+)$", text, re.MULTILINE)

    results = [CliRunner().invoke(app, shlex.split(command), input=f"{PASSWORD}\n{PASSWORD}\n") for command in commands]

    assert [result.exit_code for result in results] == [DONE] * len(commands)
    posts = Post.objects.order_by("user__username").values_list(
        "user__full_name", "authority__path", "role", "department__name"
    )
    assert list(posts) == [
        ("孙税", "370200-qingdao/370215-jimo/", "department", "区税务局"),
        ("王敏", "370200-qingdao/370215-jimo/", "officer", None),
    ]
    assert all(post.user.check_password(PASSWORD) for post in Post.objects.select_related("user"))
