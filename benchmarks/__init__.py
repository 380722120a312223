"""How fast the platform is, beside the least that it could cost."""
