"""Known questions against a library: how right, how honest, how fast."""
