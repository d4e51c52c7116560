"""An index in a folder: SQLite is the truth; files of vectors and of postings are caches."""
