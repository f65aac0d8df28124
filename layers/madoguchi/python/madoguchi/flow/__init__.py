"""A questionnaire as data: fields, answers, what comes next."""
