"""What every app may use: refusals, refs, actors, the metric registry, clocks, named tasks. No models."""
