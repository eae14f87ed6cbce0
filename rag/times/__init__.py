"""When: the relative dates of an article's sentences, and the time that a question names."""
