"""The specimens of the project: essays of its own, typeset in the manner of a quarterly.

`essay` reads the source, `flow` and `boxes` place it, `compose` decides, `pages` is the
result, `backends` let different producers write it, `truth` says what must be recovered.
"""
