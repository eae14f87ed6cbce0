"""Training the reader, by `python -m rag.reader.train`: examples, hard negatives, groups, loss, loop, export."""
