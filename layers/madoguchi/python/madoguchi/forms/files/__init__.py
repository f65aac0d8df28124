"""Files that come with an application, and documents that an office issues."""
