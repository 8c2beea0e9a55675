"""The pages of providers: the list of all, by what waits, and one provider with its record."""
