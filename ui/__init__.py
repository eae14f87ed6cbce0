"""The page and the HTTP API: answers shown, never made."""
