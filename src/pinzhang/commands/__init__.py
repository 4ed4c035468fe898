"""Commands that work on files and the engine alone, without the database."""
