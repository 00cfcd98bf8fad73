"""The logic of calls, paging, waits and transfers: generators of effects, without I/O."""
