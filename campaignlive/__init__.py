"""Assembly: settings, addresses, sign-in and the server; the one place that knows every app."""
