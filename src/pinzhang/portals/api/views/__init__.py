"""Operations, one module for each audience; each calls the domain once."""
