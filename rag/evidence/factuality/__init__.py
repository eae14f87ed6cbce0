"""Whether an article holds for true what it says: what it denies, takes back, calls past, only alleges or wishes for.

Event factuality, as linguistics calls it (Saurí & Pustejovsky 2009).
"""
