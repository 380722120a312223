"""The application: settings, wiring, security, API, pages, command line."""
