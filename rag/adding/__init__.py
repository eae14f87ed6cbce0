"""Files into a library: articles, their passages and vectors, and the library as the mirror of a folder."""
