"""A person checks a recovery: the page on which they do it (`page`, `contents`), and what comes of it (`cases`)."""
