"""Training the comparing model."""
