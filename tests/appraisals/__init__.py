"""Tests of the appraisals service."""
