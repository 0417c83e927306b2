"""How facts told by the services become the figures of the three levels, and stay equal to the records behind them."""
