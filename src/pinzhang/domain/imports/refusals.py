"""What an import refuses."""

from pinzhang.domain.core.refusals import Refusal


class CannotImport(Refusal):
    """A table cannot be taken over (不能导入); nothing of it was."""
