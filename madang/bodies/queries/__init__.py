"""What others ask of bodies."""
