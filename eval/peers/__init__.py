"""Ibid beside what people would use instead: the same articles, questions and models, in one run. See docs/peers.md."""
