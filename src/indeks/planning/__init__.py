"""What to send, what to fix and what it takes: best sets, cheapest plans, effort against index, rules to come."""
