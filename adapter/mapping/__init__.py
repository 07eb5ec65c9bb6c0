"""What a legacy operation is in current words: the vocabulary of mappings/, read strictly."""
