"""What the counter reaches outside itself: regions, card readers, and the simulated regions of training."""
