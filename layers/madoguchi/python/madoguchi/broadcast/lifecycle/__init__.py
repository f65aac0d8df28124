"""From a draft to a closed broadcast: each step, and who or what takes it."""
