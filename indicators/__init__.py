"""From core to out: the estimate, the goal and the sub-goals' indicators."""
