"""What is not history and can be erased: names, addresses, hashes of secrets, unfinished work."""
