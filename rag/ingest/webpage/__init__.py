"""Web pages to text: the pieces of a page, and which of them are the article."""
