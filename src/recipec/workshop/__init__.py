"""The workshop: recipes are built there by real engines, and what was built is compared."""
