"""Files in, articles out: one module a format."""

from rag.sources.files import SUFFIXES, find_files, read_article, read_articles
from rag.sources.limits import ReadLimits

__all__ = ["SUFFIXES", "ReadLimits", "find_files", "read_article", "read_articles"]
