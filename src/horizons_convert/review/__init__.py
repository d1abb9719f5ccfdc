"""The page on which a person checks a recovery, and what comes of it: `page`, `contents`, `cases`."""
