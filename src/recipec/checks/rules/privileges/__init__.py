"""Rules about privileges, users and unprivileged builds: RC1xx."""
