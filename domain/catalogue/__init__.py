"""What was learned and done: practices, trust-fund projects, support activities."""
