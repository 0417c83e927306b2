"""Generate files of the product, find the servers that tests and bench run on, measure the code."""
