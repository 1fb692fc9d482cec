"""The report on types of innovation, of a region or of all regions of a dataset."""
