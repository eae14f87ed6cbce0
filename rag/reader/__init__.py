"""Question and passages in, scored spans out: windows (tokens), model (logits), decoding (spans)."""

from rag.reader.model import Reader, TransformersReader

__all__ = ["Reader", "TransformersReader"]
