"""Reads of notices and letters."""

from django.db.models import QuerySet

from pinzhang.domain.messages.models import Letter, Notice
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import users_of


def reads_english(organisation: Organisation) -> bool:
    """Tell whether somebody who acts for an organisation reads English; its letters then bring a translation."""
    return users_of(organisation).filter(language="en").exists()


def notices_of(user: User) -> QuerySet[Notice]:
    """Return a person's notices, the newest first."""
    return Notice.objects.filter(recipient=user).order_by("-sent_at", "-pk")


def unread_count(user: User) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True).count()


def letters_about(about: str) -> QuerySet[Letter]:
    """Return the letters about an object, the newest first."""
    return Letter.objects.filter(about=about).select_related("file").order_by("-issued_at")


def letters_to(organisation: Organisation) -> QuerySet[Letter]:
    """Return the letters to an organisation, the newest first."""
    return Letter.objects.filter(organisation=organisation).select_related("file").order_by("-issued_at")
