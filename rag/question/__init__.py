"""A question before it is asked: whether it can be, what kind it is, its names, and examples of good ones."""
