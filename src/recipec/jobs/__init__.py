"""Jobs: the script that a scheduler gets, which builds images and runs programs in them."""
