"""The tables of the catalogue, as numbered migrations: entry n takes a database from version n to n + 1.

A migration that has shipped is never edited. The number applied last is SQLite's `user_version`.
"""

MIGRATIONS = (
    """
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO counters VALUES ('generation', 0);

    CREATE TABLE articles (
        id TEXT PRIMARY KEY,          -- first 16 hex digits of sha256
        sha256 TEXT NOT NULL,         -- of the text
        headline TEXT NOT NULL,
        date TEXT,                    -- ISO; the earliest among the sources
        text TEXT NOT NULL
    );

    CREATE TABLE sources (
        path TEXT PRIMARY KEY,        -- absolute
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        text_start INTEGER NOT NULL,  -- code points of the file before the text
        file_sha256 TEXT NOT NULL,
        date TEXT
    );
    CREATE INDEX sources_by_article ON sources (article_id);

    CREATE TABLE passages (
        number INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,       -- code points of the text, half-open
        end INTEGER NOT NULL,
        UNIQUE (article_id, start, end)
    );

    -- Articles whose vectors may differ from their passages, until Chroma has confirmed them.
    CREATE TABLE vectors_pending (article_id TEXT PRIMARY KEY) WITHOUT ROWID;

    CREATE VIEW passage_texts AS
        SELECT passages.number, articles.headline,
               substr(articles.text, passages.start + 1, passages.end - passages.start) AS text
        FROM passages JOIN articles ON articles.id = passages.article_id;
    CREATE VIRTUAL TABLE passage_index USING fts5 (
        headline, text, content = 'passage_texts', content_rowid = 'number',
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    """,
    """
    -- The lexical index left for a store of its own; each store is in the folder with this number.
    DROP TABLE passage_index;
    DROP VIEW passage_texts;
    INSERT INTO counters VALUES ('vectors', 0), ('lexical', 0);
    """,
    """
    -- Copies: fingerprints of each article's wording, and which articles run the same text.
    CREATE TABLE signatures (
        number INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
        size INTEGER NOT NULL,              -- how many fingerprints
        fingerprints BLOB NOT NULL,         -- uint32, little-endian, ascending
        crowded INTEGER NOT NULL DEFAULT 0  -- 1 when there were more candidates than were looked at
    );
    CREATE TABLE fingerprints (
        value INTEGER NOT NULL,
        signature INTEGER NOT NULL,         -- signatures.number
        PRIMARY KEY (value, signature)
    ) WITHOUT ROWID;
    CREATE TABLE copies (                   -- each pair in both directions
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other_id TEXT NOT NULL,
        share REAL NOT NULL,                -- of the article's words, what stands in the other
        back REAL NOT NULL,                 -- of the other's words, what stands in the article
        PRIMARY KEY (article_id, other_id)
    ) WITHOUT ROWID;

    -- Articles that were not compared with others yet: those of before.
    CREATE TABLE copies_pending (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO copies_pending SELECT id FROM articles;
    """,
    """
    -- A source may be a row of a table, and says what kind of file it is, where it was published, and its pages.
    CREATE TABLE sources_of_all_kinds (
        path TEXT NOT NULL,           -- absolute
        row INTEGER NOT NULL DEFAULT 0,  -- line on which the article begins in a table, from 1; else 0
        article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        text_start INTEGER NOT NULL,  -- code points of a text file before the text
        file_sha256 TEXT NOT NULL,
        date TEXT,
        kind TEXT NOT NULL DEFAULT 'text',
        url TEXT NOT NULL DEFAULT '',
        outlet TEXT NOT NULL DEFAULT '',
        pages TEXT NOT NULL DEFAULT '',  -- offsets in the text at which pages begin, a blank between two
        PRIMARY KEY (path, row)
    );
    INSERT INTO sources_of_all_kinds
        SELECT path, 0, article_id, text_start, file_sha256, date, 'text', '', '', '' FROM sources ORDER BY rowid;
    DROP TABLE sources;
    ALTER TABLE sources_of_all_kinds RENAME TO sources;
    CREATE INDEX sources_by_article ON sources (article_id);
    """,
    """
    -- Files as they were when last read whole, and which files articles came from before.
    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,    -- -1: too young to be trusted
        inode INTEGER NOT NULL,
        sha256 TEXT NOT NULL,         -- of the bytes
        articles INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE past_sources (       -- files that an article came from and no longer does, and since when
        article_id TEXT NOT NULL,
        path TEXT NOT NULL,
        day TEXT NOT NULL,
        PRIMARY KEY (article_id, path)
    );
    """,
    """
    -- The outlets that whoever added files gave those that name none.
    CREATE TABLE given_outlets (path TEXT PRIMARY KEY, outlet TEXT NOT NULL) WITHOUT ROWID;
    """,
)
