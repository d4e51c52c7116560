"""Documents to text: one module for each kind, all of them run in the process of `rag.ingest.worker`."""
