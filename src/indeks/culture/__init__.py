"""Traces of innovation practice in a region's own records: who takes part, what lasts, who works with whom.

Records show what was reported. They do not show attitude, failure or what nobody reported, so nothing here is
called a measure of culture. Every measure has a definition, a formula and a source in the catalogue
(``culture.toml``); where the measure is ours, it says so.
"""
