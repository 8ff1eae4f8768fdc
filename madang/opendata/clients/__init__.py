"""One dataset, programs that others wrote: each module answers in one dialect, by the same engine and rules."""
