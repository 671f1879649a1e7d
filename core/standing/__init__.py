"""The last answer, for as long as nothing it rests on has changed."""
