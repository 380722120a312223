"""What the platform refuses, told in the languages of its pages; the sentences themselves are English."""
