"""What every refusal has in common: a sentence a person can read, and the reasons one by one."""


class Refusal(Exception):
    """The domain says no (不予办理); nothing has changed. Subclasses name what is refused."""

    def __init__(self, sentence: str, *, reasons: tuple[str, ...] = (), fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reasons = reasons
        self.fields = fields or {}

    def __str__(self) -> str:
        return self.sentence


class NotEntitled(Refusal):
    """Whatever is filled in, this person may not do it (无权办理); raised beside the name of what is refused."""


class ChangedMeanwhile(Refusal):
    """Somebody else moved the object after the page was loaded (已被他人处理)."""

    def __init__(self) -> None:
        super().__init__("这件事刚刚已由他人处理。您的内容没有提交，请看最新状态后再决定。")
