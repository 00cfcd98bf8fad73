"""What happens in a call, in a walk over pages, in a wait, in a transfer: generators of effects, with no I/O."""
