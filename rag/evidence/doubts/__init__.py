"""What tells that a quotation answers another question: whose it is, what is measured, in which unit, of which year."""
