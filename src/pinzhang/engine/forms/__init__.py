"""The form of an edition: read what was typed, and say what is still wrong, on every way in (填报)."""

from pinzhang.engine.forms.answers import Filled, clean_section, section_of
from pinzhang.engine.forms.completeness import Visibility, problems_of, visible_sections

__all__ = ["Filled", "Visibility", "clean_section", "problems_of", "section_of", "visible_sections"]
