"""What a form and an application are: their model, a form's rules, and its check before release."""
