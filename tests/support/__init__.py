"""What the suite needs around it: a real PostgreSQL server and a real browser."""
