"""The desk: one visit in the middle, from the card to the receipt."""
