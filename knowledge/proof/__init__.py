"""Proof that nothing in the log was altered: signed checkpoints, bundles for third parties, and the check of both."""
