"""The same work the way it is usually done with nameko and gunicorn, to be measured against."""
