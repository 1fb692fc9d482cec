"""The report of one year over all regions."""
