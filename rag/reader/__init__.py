"""Question and passages in, scored spans out: windows (tokens), networks (logits), decoding (spans), model (all)."""

from rag.reader.model import ModelReader, Reader

__all__ = ["ModelReader", "Reader"]
