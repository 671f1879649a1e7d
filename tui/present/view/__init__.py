"""What a person chose to see: the filter, the order of rows, the columns that fit."""
