"""The public feeds of published articles, as Atom and as JSON Feed."""
