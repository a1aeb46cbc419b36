"""What does each command of `winnow` take, and which room answers it?"""
