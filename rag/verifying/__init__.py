"""A quotation held against its article and its file, now and years later; and how it is cited."""
