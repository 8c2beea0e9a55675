"""Demo documents, to try the desk with: invented news, and their rewrite a day later."""
