"""What an editor asks about a recipe while somebody writes it: values from values, whatever protocol carries them.

``server.py`` speaks the language server protocol, and is the only module that knows it.
"""
