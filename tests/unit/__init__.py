"""What each room does, a folder a room."""
