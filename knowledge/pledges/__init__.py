"""Pledges: submitted, screened, published, and what becomes of them."""
