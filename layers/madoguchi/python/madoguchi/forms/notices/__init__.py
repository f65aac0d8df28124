"""What an applicant and an office are told, and the letters that tell it by e-mail."""
