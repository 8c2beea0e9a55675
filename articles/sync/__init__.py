"""Import documents into the database and export decided values into them."""
