"""The pieces of a page and its formats: HTML, PDF by Typst, Word, Excel. Knows nothing of the index."""
