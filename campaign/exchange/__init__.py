"""Translations out to translators and in again: PO, XLIFF and XLSX."""
