"""Meaning: what each block of a page is, and what article the blocks make.  `pipeline` lists the steps."""
