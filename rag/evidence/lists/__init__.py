"""What an article lists, and the members of a list: by grammar, layout or table."""
