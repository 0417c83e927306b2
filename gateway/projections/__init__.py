"""Projections of the services' events into the figures of the three levels and the records behind them."""
