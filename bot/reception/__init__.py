"""The rules of the office. Imports neither aiogram nor SQL, and nothing of ours."""
