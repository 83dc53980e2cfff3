"""The languages: catalogues, language facts and formats."""
