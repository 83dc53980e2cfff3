"""What administrators see and do in the private chat."""
