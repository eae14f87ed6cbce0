"""What can go wrong, as a small tree.

    RagError
    ├── SettingsError      a setting or an option has a value that cannot be used
    ├── SourceError        one file cannot become an article; the others go on
    ├── ModelError         a model is missing, damaged, or not of the needed kind
    ├── QuestionError      a question that cannot be asked
    ├── ProofError         a file given to `verify` is not an answer that Ibid wrote
    └── LibraryError       the library cannot do what was asked
        ├── LibraryLocked      another process is writing
        ├── LibraryDamaged     the stored data contradicts itself or cannot be read
        ├── LibraryMismatch    made by a newer Ibid, or with another embedder
        ├── StorageError       the disk is full or refuses to write
        └── UnknownArticle     no article has that id

Every message says what happened, the value that caused it, and what to do. The command line and the
page print the message as one line; "the articles don't say" is a value (`Answer`), not an error.
"""


class RagError(Exception):
    """Base of every error that Ibid raises on purpose."""


class SettingsError(RagError):
    """A setting or an option has a value that cannot be used."""


class SourceError(RagError):
    """One file cannot become an article."""


class ModelError(RagError):
    """A model is missing, damaged, or not of the needed kind."""


class QuestionError(RagError):
    """A question that cannot be asked: empty, or longer than the limit."""


class ProofError(RagError):
    """A file given to `verify` is not an answer that Ibid wrote."""


class LibraryError(RagError):
    """The library cannot do what was asked."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """The stored data contradicts itself or cannot be read."""


class LibraryMismatch(LibraryError):
    """The library was made by a newer Ibid or with another embedder."""


class StorageError(LibraryError):
    """The disk is full or refuses to write."""


class UnknownArticle(LibraryError):
    """No article in the library has the given id."""
