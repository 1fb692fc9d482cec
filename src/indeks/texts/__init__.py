"""Every text a user sees, in Indonesian and English: the catalogue, words of results, spelling."""

from indeks.texts.language import LANGUAGES, LOCALE_DIR, MINUS, Number, Texts, catalogue, texts

__all__ = ["LANGUAGES", "LOCALE_DIR", "MINUS", "Number", "Texts", "catalogue", "texts"]
