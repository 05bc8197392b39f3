"""Metrics: what they are over some days, how they came about, and which records are behind them."""
