"""Digests by which reports are compared without keeping who sent them."""

import hashlib
import hmac
import re
import unicodedata

from django.conf import settings


def normal(text: str) -> str:
    """Return a text without what people write differently each time: width, case, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded)


def keyed(text: str) -> str:
    """Return a digest that only this instance can make; of nothing there is none."""
    plain = normal(text)
    if not plain:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()
