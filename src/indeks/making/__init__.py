"""Making reports: what is wanted, what is up to date, one at a time or many at once, here or on a cluster."""
