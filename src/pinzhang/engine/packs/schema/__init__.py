"""The strict schema of a pack: one module per file of a pack directory."""

from pinzhang.engine.packs.schema.edition import Edition

__all__ = ["Edition"]
