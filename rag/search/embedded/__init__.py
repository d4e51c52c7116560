"""An index in a folder: SQLite is the truth, with FTS5 for words; a FAISS file holds the vectors and is a cache."""
