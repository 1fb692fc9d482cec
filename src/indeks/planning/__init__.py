"""Looking ahead: what may be left, what a step is worth, what to send, the cheapest plan to a target."""
