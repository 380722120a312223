"""The search index behind one small port."""
