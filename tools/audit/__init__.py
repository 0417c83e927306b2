"""Audit of what the project is made of: advisories on its dependencies, insecure code, secrets in files."""
