"""Tables brought in from outside: looked at row by row, then taken over whole or not at all."""
