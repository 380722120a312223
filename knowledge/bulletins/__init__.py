"""The bulletin: what it says, how that is worded, drawn and typeset, and what differs between two of them."""
