"""Who: national networks, champion countries, working groups."""
