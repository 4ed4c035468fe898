"""What is sent in and what is answered, one module for each part of the work."""
