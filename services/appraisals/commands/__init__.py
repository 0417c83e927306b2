"""Commands of the appraisals service."""
