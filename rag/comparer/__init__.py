"""The comparing model: what two quotations that may answer one question have to do with each other."""

from rag.comparer.model import Comparer, ModelComparer, Relation

__all__ = ["Comparer", "ModelComparer", "Relation"]
