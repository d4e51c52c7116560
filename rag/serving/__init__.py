"""What a server for several people needs, whatever it serves: who asks, how many at once, what it counts and logs."""
