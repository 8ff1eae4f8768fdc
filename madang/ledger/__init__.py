"""The public record: record(), sequencer, proofs, checkpoints, verification. Knows an actor only as a ref."""
