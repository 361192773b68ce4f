"""The roof: settings, urls and start-up, the only place that chooses adapters."""
