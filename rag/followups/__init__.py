"""Follow-up questions: whether one stands alone, and what it means where it does not."""
