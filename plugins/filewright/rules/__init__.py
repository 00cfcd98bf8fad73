"""Facts of the protocol and of the contract, which flows and plugins both go by: pure functions and tables."""
