"""What is done to an application: it arrives, it goes on, it gets a seat, it is looked up."""
