"""What residents see and do in the private chat."""
