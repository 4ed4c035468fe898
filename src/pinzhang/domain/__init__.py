"""One Django app per concept, bottom to top; a concept knows only those below it."""
