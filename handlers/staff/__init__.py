"""What secretaries see and do in a staff chat."""
