"""Geometry: words become lines, lines become blocks, blocks are read in an order."""
