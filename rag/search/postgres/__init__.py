"""An index in a Postgres database with pgvector: for more articles, and more machines, than one folder serves.

The tables are those of the folder (`rag.search.embedded`), but that words are postings of our own, since Postgres's
`ts_rank` is not BM25. What is found and in which order is equal bytes: whatever Postgres computes only proposes, and
`rag.search.exact` and `bm25` decide."""
