"""What comes back from the agencies: checked before it costs points, merged into one workbook, compared."""
