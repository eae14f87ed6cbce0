"""What a library's folder holds: the catalogue's tables and what keeps them, its name plate and its lock."""
