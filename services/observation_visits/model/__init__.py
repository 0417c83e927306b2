"""What a round of visits is and the rules it keeps; never looks at the clock, the broker or HTTP."""
