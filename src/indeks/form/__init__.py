"""The workbook sent out to be filled: its sheets, their columns, lists and looks."""
