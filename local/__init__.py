"""The whole service on one laptop: the AWS emulator, the stack, the LINE emulator, residents."""
