"""What is examined and mended after a crash or damage: indexes made again, a catalogue read around its wounds."""
