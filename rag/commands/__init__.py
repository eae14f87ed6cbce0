"""What each command of `ibid` does: parse, call the library, print."""
