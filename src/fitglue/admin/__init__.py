"""What whoever looks after a server can see and do, for its pages and for programs alike."""
