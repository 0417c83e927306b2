"""Users and databases on PostgreSQL: an owner who migrates and a user who only works, for each process that has one."""
