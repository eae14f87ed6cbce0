"""Files in, articles out: one module a format."""

from rag.sources.files import find_files, read_article

__all__ = ["find_files", "read_article"]
