"""What must not exist, whatever is built: looked for in everything that the platform shows, tells, keeps and counts."""
