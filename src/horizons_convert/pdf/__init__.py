"""What stands in a PDF: pages with their glyphs and drawings, pictures, tags, outline and metadata."""
