"""The console: its pages in a browser, over a real district."""
