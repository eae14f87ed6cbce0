"""The page and the HTTP API: answers shown, never made."""

import os

# Gradio reads this once, when it is imported, and would otherwise report its use to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
