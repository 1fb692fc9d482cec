"""Inputs as careless people, broken programs and bad will make them, each with what must come.

``cases`` says what a case is and ``runner`` runs it; a module a format makes them. Every case is known by a seed and
its number: ``python -m tests.hostile --seed 7 --case 12`` makes and runs that one again.
"""
