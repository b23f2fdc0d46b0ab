"""Rules about environment variables: RC4xx."""
