"""The page of open conflicts between decided values and upstream's."""
