"""Transactional outbox and inbox (C. Richardson): events take effect exactly once, in order per organization."""
