"""The observer: carries what the subjects see into one picture."""
