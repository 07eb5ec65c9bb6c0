"""What a legacy call means in current words, and what the answer is in legacy words."""
